import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HttpMessage, toBatch, toBinary, toStructured } from '../../../shared/events/http.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { type RunningFunction, spawnFunction, startFunction } from '../../helpers/run-function.ts'
import { CONSUMING, deliver, environmentOf, FUNCTIONS, KEEPING, unknownEvent } from './functions.ts'

/** What each function needs to start, beside a database and a queue in it. */
const REQUIRED: Record<string, string[]> = {
  'audit-event-generator': ['RABBITMQ_URL'],
  'audit-event-webhook': ['RABBITMQ_URL'],
  'audit-log-analysis': ['DATABASE_URL', 'RABBITMQ_URL'],
  'notification-service': ['DATABASE_URL'],
  'event-audit-dashboard': ['DATABASE_URL'],
}

/** What a function doesn't do is no test of it, rather than a skipped one. */
const itWhen = (applies: boolean) => (title: string, test: () => Promise<void>) => {
  if (applies) it(title, test)
}

let database: TestDatabase
let environment: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  environment = environmentOf(database)
})
afterAll(() => database.drop())

describe.each(FUNCTIONS)('the container of %s', (name) => {
  let running: RunningFunction

  beforeAll(async () => {
    running = await startFunction(name, environment)
  })
  afterAll(() => running.end())

  // Three: the probe that the start waited for, and the two asked for here.
  it('listens on PORT, is alive and ready, and tells its metrics', async () => {
    expect((await fetch(`${running.url}/_/health`)).status).toBe(200)
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200)
    const metrics = await fetch(`${running.url}/metrics`)
    expect(metrics.status).toBe(200)
    expect(await metrics.text()).toContain(`auditflow_requests_total{status="200",function="${name}"} 3`)
  })

  itWhen(CONSUMING.includes(name))('says that it takes POST', async () => {
    const answer = await fetch(`${running.url}/`, { method: 'OPTIONS' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('allow')).toContain('POST')
  })

  const event = (id: string) => unknownEvent(`${name}-${id}`, { action: 'contract.check' })
  const post = (message: HttpMessage, path = '/') => deliver(running.url + path, message)
  const kept = async (reason: string) =>
    await database.sql<{ stage: string; event_type: string | null; payload: string }[]>`
      select stage, event_type, payload from rejected_events where stage = ${name} and reason like ${reason}`

  itWhen(CONSUMING.includes(name))('accepts an event of an unknown type in each content mode', async () => {
    for (const message of [
      toBinary(event('binary')),
      toStructured(event('structured')),
      toBatch([event('batch-1'), event('batch-2')]),
    ])
      expect((await post(message)).status).toBe(202)
  })

  itWhen(KEEPING.includes(name))('has kept each of them with its reason and data', async () => {
    const rows = await kept('type: com.example.unknown %')
    expect(rows).toHaveLength(4)
    for (const row of rows)
      expect(row).toEqual({ stage: name, event_type: 'com.example.unknown', payload: '{"action":"contract.check"}' })
  })

  itWhen(KEEPING.includes(name))('keeps what is no CloudEvent as it came, once however often it comes', async () => {
    const garbage = { headers: {}, body: Buffer.from(`garbage for ${name} \0 ü`) }
    expect([(await post(garbage)).status, (await post(garbage)).status]).toEqual([202, 202])
    expect(await kept('ce-specversion: missing%')).toMatchObject([{ event_type: null }])
  })

  itWhen(name === 'audit-log-analysis')('keeps dead letters whole on /dead', async () => {
    expect((await post(toBinary(event('dead')), '/dead')).status).toBe(202)
    const [row] = await database.sql<{ payload: string }[]>`
      select payload from rejected_events where stage = 'dead-letter'`
    expect(JSON.parse(row?.payload ?? 'null')).toMatchObject({
      id: `${name}-dead`,
      source: '/contract',
      type: 'com.example.unknown',
      data: { action: 'contract.check' },
    })
  })

  it('leaves with 0 within seconds of SIGTERM', async () => {
    const told = performance.now()
    running.kill('SIGTERM')
    expect(await running.exited).toEqual([0, null])
    expect(performance.now() - told).toBeLessThan(5_000)
    expect(running.stderr()).toBe('')
  })
})

describe.each(FUNCTIONS)('the start of %s', (name) => {
  it('fails with 1 and a line for each wrong variable, which gives no value away', async () => {
    const running = await spawnFunction(name, {
      ...environment,
      PORT: 'hunter2',
      AUDITFLOW_DRAIN_SECONDS: 'hunter2',
    })
    expect(await running.exited).toEqual([1, null])
    expect(running.stderr()).toBe(
      [
        `${name}: PORT: must be a whole number from 0 to 65535\n`,
        `${name}: AUDITFLOW_DRAIN_SECONDS: must be a whole number from 0 to 300\n`,
      ].join(''),
    )
  })

  it('fails with 1 and one line for each required variable that is missing', async () => {
    const running = await spawnFunction(name, {})
    expect(await running.exited).toEqual([1, null])
    expect(running.stderr()).toBe((REQUIRED[name] ?? []).map((variable) => `${name}: ${variable}: missing\n`).join(''))
  })
})
