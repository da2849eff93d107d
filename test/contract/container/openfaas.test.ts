import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toBinary, toStructured } from '../../../shared/events/http.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { sendRaw } from '../../helpers/raw-http.ts'
import { type RunningFunction, startFunction } from '../../helpers/run-function.ts'
import { CONSUMING, deliver, environmentOf, FUNCTIONS, unknownEvent } from './functions.ts'

/** What the gateway adds to each request, whose path it has cut down to what comes after the function's name. */
const GATEWAY = {
  'x-call-id': 'b4ba3d3e-6d9b-4cbf-9b5d-6a6c2b6ffbb6',
  'x-start-time': '1767323045000000000',
  'x-forwarded-for': '10.42.0.7:51234',
  'x-forwarded-host': 'gateway.openfaas.svc.cluster.local:8080',
}
const CRON_CONNECTOR = { 'x-topic': 'cron-function', 'x-connector': 'cron-connector' }
const EMPTY = Buffer.alloc(0)

let database: TestDatabase
let folder: string
let running: RunningFunction | undefined

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auditflow-secrets-'))
})
afterEach(async () => {
  running?.kill('SIGKILL')
  await running?.exited
  rmSync(folder, { recursive: true })
})

/** Starts a function that finds everything secret in files of these names. */
async function startWithSecrets(name: string, spelling: (variable: string) => string): Promise<string> {
  const { AUDITFLOW_QUEUE = '', AUDITFLOW_DRAIN_SECONDS = '', ...secrets } = environmentOf(database)
  for (const [variable, value] of Object.entries(secrets)) writeFileSync(join(folder, spelling(variable)), `${value}\n`)
  running = await startFunction(name, { AUDITFLOW_QUEUE, AUDITFLOW_DRAIN_SECONDS, AUDITFLOW_SECRETS_DIR: folder })
  return running.url
}

const SPELLINGS: [string, (variable: string) => string][] = [
  ['variables', (variable) => variable],
  ['OpenFaaS’ secrets', (variable) => variable.toLowerCase().replaceAll('_', '-')],
]

describe.each(FUNCTIONS)('%s behind the gateway', (name) => {
  it.each(SPELLINGS)('works with secrets in files named as %s', async (_, spelling) => {
    const url = await startWithSecrets(name, spelling)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    if (!CONSUMING.includes(name)) {
      expect((await fetch(`${url}/api/v1/alerts`, { headers: GATEWAY })).status).toBe(200)
      return
    }
    for (const { headers, body } of [toBinary(unknownEvent(`${name}-1`)), toStructured(unknownEvent(`${name}-2`))])
      expect((await deliver(url, { headers: { ...headers, ...GATEWAY }, body })).status).toBe(202)
  })
})

describe.each(['audit-event-generator', 'audit-log-analysis'])('%s', (name) => {
  it('takes the empty tick of the cron-connector', async () => {
    running = await startFunction(name, environmentOf(database))
    const answer = await deliver(running.url, { headers: { ...GATEWAY, ...CRON_CONNECTOR }, body: EMPTY })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      202,
      expect.stringMatching(/^(text|application)\//),
    ])
  })
})

describe('the analysis', () => {
  it('takes a tick that comes in chunks for one too, though no length is told', async () => {
    running = await startFunction('audit-log-analysis', environmentOf(database))
    const head = 'POST / HTTP/1.1\r\nhost: f\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n'
    expect(await sendRaw(running.url, [head, '0\r\n\r\n'])).toMatchObject({ status: 202 })
    expect(await database.sql`select reason from rejected_events where reason like 'ce-%'`).toEqual([])
  })

  it('lets nobody who took a wrong path believe that an event was taken', async () => {
    running = await startFunction('audit-log-analysis', environmentOf(database))
    expect((await deliver(`${running.url}/wrong`, toBinary(unknownEvent('wrong-path')))).status).toBe(404)
  })
})
