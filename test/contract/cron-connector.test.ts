import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { type RunningFunction, startFunction } from '../helpers/run-function.ts'

type Stack = { functions: Record<string, { annotations?: { topic?: string; schedule?: string } }> }
const { functions } = parse(readFileSync('stack.yml', 'utf8')) as Stack
const scheduled = Object.keys(functions).filter((name) => functions[name]?.annotations?.topic === 'cron-function')

/** What OpenFaaS' cron-connector sends, and what proxies on the way may make of it. */
const HEAD = 'X-Connector: connector-sdk\r\nX-Topic: cron-function\r\nUser-Agent: openfaas/cron-connector\r\n'
const SENT = {
  'an empty body': `${HEAD}Content-Length: 0\r\n\r\n`,
  'no body': `${HEAD}\r\n`,
  'an empty body of unknown length': `${HEAD}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
}

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('is the generator, the analysis and the notification service that have a schedule', () => {
  expect(scheduled.sort()).toEqual(['audit-event-generator', 'audit-log-analysis', 'notification-service'])
})

describe.each(scheduled)('the schedule of %s', (name) => {
  let running: RunningFunction
  beforeAll(async () => {
    running = await startFunction(name, { DATABASE_URL: database.url, AUDITFLOW_QUEUE: 'postgres' })
  })
  afterAll(() => running.end())

  it.each(Object.entries(SENT))('is taken with %s, and nothing is kept as refused', async (_, rest) => {
    expect(await statusOf(running.url, `POST / HTTP/1.1\r\nHost: f\r\nConnection: close\r\n${rest}`)).toBe(202)
    expect(await database.sql`select reason from rejected_events`).toEqual([])
  })
})

async function statusOf(url: string, request: string): Promise<number> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(request)
  const [head] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(head.toString())?.[1])
}
