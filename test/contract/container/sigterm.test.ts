import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBinary } from '../../../shared/events/http.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { spawnFunction, startFunction } from '../../helpers/run-function.ts'
import { until } from '../../helpers/until.ts'
import { CONSUMING, deliver, environmentOf, FUNCTIONS, KEEPING, unknownEvent } from './functions.ts'

const DELIVERIES = 8
const DRAIN_SECONDS = 1

let database: TestDatabase
let environment: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  environment = { ...environmentOf(database), AUDITFLOW_DRAIN_SECONDS: String(DRAIN_SECONDS) }
})
afterAll(() => database.drop())

/** Nobody gets at the table until it is released. */
async function lock(table: string): Promise<() => Promise<void>> {
  const locker = await database.sql.reserve()
  await locker.unsafe(`begin; lock table ${table} in access exclusive mode`)
  return async () => {
    await locker`commit`
    locker.release()
  }
}

const waiting = async () => {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from pg_locks where not granted and database = (
      select oid from pg_database where datname = current_database())`
  return row?.count ?? 0
}

/** While it does not drain yet, the probe waits for the database as the deliveries do. */
const readiness = async (url: string) =>
  (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(500) }).catch(() => undefined))?.status

describe.each(CONSUMING)('%s, told to leave amid deliveries', (name) => {
  it('answers all of them, serves new ones while it drains, closes its connections, and leaves with 0', async () => {
    const running = await startFunction(name, environment)
    const release = await lock(KEEPING.includes(name) ? 'rejected_events' : 'queue_messages')
    const send = (id: string) => deliver(running.url, toBinary(unknownEvent(`${name}-${id}`)))
    const answers = Array.from({ length: DELIVERIES }, (_, index) => send(`slow-${index}`))
    await until('a delivery to wait for the database', async () => (await waiting()) > 0)
    const told = performance.now()
    running.kill('SIGTERM')
    await until('draining', async () => (await readiness(running.url)) === 503)
    expect((await fetch(`${running.url}/_/health`)).status).toBe(200)
    running.kill('SIGTERM')
    answers.push(send('late'))
    await new Promise((resolve) => setTimeout(resolve, (DRAIN_SECONDS + 0.2) * 1000))
    await release()
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).toBe(202)
      expect(answer.headers.get('connection')).toBe('close')
    }
    expect([await running.exited, running.stderr()]).toEqual([[0, null], ''])
    expect(performance.now() - told).toBeLessThan(10_000)
  })
})

describe.concurrent.each(FUNCTIONS)('%s, told to leave', (name) => {
  it('leaves at once while it starts', async () => {
    for (const ms of [0, 40, 120]) {
      const running = await spawnFunction(name, { ...environment, AUDITFLOW_DRAIN_SECONDS: '0' })
      await new Promise((resolve) => setTimeout(resolve, ms))
      running.kill('SIGTERM')
      // Before anything of ours runs the signal itself ends it.
      expect(await running.exited).toBeOneOf([
        [0, null],
        [143, null],
        [null, 'SIGTERM'],
      ])
      expect(running.stderr()).toBe('')
    }
  })

  it('leaves with 0 while the database can not be reached', async () => {
    const away = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', AUDITFLOW_DRAIN_SECONDS: '0' }
    const running = await startFunction(name, { ...environment, ...away })
    expect((await fetch(`${running.url}/readyz`)).status).toBe(503)
    running.kill('SIGTERM')
    expect([await running.exited, running.stderr()]).toEqual([[0, null], ''])
  })
})

describe('the dashboard, told to leave', () => {
  it('ends its live streams, so that browsers connect to another', async () => {
    const running = await startFunction('event-audit-dashboard', environment)
    const stream = await fetch(`${running.url}/api/v1/stream`)
    const text = stream.text()
    const told = performance.now()
    running.kill('SIGTERM')
    expect(await text).toMatch(/^event: ready\n/)
    expect(performance.now() - told).toBeLessThan(DRAIN_SECONDS * 1000)
    expect(await running.exited).toEqual([0, null])
  })
})
