import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BATCH_TYPE, toBatch, toBinary, toStructured } from '../../../shared/events/http.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { sendRaw } from '../../helpers/raw-http.ts'
import { type RunningFunction, startFunction } from '../../helpers/run-function.ts'
import { AUTHORIZATION, CONSUMING, deliver, environmentOf, KEEPING, unknownEvent } from './functions.ts'

const MIB = 1024 * 1024
const LARGE = { text: 'x'.repeat(8 * MIB) }
const WEBHOOK = 'audit-event-webhook'

let database: TestDatabase
const running: Record<string, RunningFunction> = {}

beforeAll(async () => {
  database = await createTestDatabase()
  await Promise.all(
    CONSUMING.map(async (name) => {
      running[name] = await startFunction(name, environmentOf(database))
    }),
  )
})
afterAll(async () => {
  for (const one of Object.values(running)) one.kill('SIGKILL')
  await Promise.all(Object.values(running).map(({ exited }) => exited))
  await database.drop()
})

describe.each(CONSUMING)('%s takes a delivery', (name) => {
  const { headers, body } = toBinary(unknownEvent(`${name}-raw`, { count: 1 }))
  const head = (version: string, more: Record<string, string>) => {
    const lines = { host: 'function', ...AUTHORIZATION, ...headers, connection: 'close', ...more }
    const written = Object.entries(lines).map(([key, value]) => `${key}: ${value}\r\n`)
    return `POST / HTTP/${version}\r\n${written.join('')}\r\n`
  }
  const sized = { 'content-length': String(body.length) }
  const chunked = { 'transfer-encoding': 'chunked' }
  const half = body.length >> 1
  const chunks = [body.subarray(0, half), body.subarray(half)].map(
    (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
  )

  it.each<[string, string[], number]>([
    ['of HTTP/1.0', [head('1.0', sized), String(body)], 0],
    ['of HTTP/1.0 without a host', [head('1.0', sized).replace('host: function\r\n', ''), String(body)], 0],
    ['in chunks', [head('1.1', chunked), ...chunks, '0\r\n\r\n'], 0],
    ['in chunks that come slowly', [head('1.1', chunked), ...chunks, '0\r\n\r\n'], 100],
    ['whose body comes slowly', [head('1.1', sized), String(body.subarray(0, half)), String(body.subarray(half))], 100],
    ['with a long attribute', [head('1.1', { ...sized, 'ce-long': 'x'.repeat(128 * 1024) }), String(body)], 0],
  ])('%s', async (_, pieces, pauseMs) => {
    expect(await sendRaw(running[name]!.url, pieces, pauseMs)).toMatchObject({ status: 202, interim: [] })
  })

  it('that asks first whether it may continue', async () => {
    const pieces = [head('1.1', { ...sized, expect: '100-continue' }), body]
    expect(await sendRaw(running[name]!.url, pieces, 100)).toMatchObject({ status: 202, interim: [100] })
  })
})

describe.each([WEBHOOK, ...KEEPING])('%s takes 8 MiB', (name) => {
  it.each([
    ['structured', toStructured(unknownEvent(`${name}-large-structured`, LARGE))],
    ['batched', toBatch([unknownEvent(`${name}-small`), unknownEvent(`${name}-large-batched`, LARGE)])],
  ])('%s', async (_, message) => {
    const answer = await deliver(running[name]!.url, message)
    expect([answer.status, (await answer.text()).length < 1000]).toEqual([202, true])
  })
})

describe('a body at the webhook', () => {
  const send = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${running[WEBHOOK]!.url}/sources/json`, {
      method: 'POST',
      headers: { ...AUTHORIZATION, 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    } as RequestInit)
  const tooLarge = 'x'.repeat(17 * MIB)

  it('is taken compressed', async () => {
    const answer = await send(new Uint8Array(gzipSync(JSON.stringify({ action: 'login', ...LARGE }))), {
      'content-encoding': 'gzip',
    })
    expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: 1 }])
  })

  it.each<[string, () => BodyInit, Record<string, string>]>([
    ['announced', () => tooLarge, {}],
    ['in chunks', () => new Blob([tooLarge]).stream(), {}],
    ['compressed', () => new Uint8Array(gzipSync(tooLarge)), { 'content-encoding': 'gzip' }],
  ])('over the limit is refused in one line, %s', async (_, body, headers) => {
    const answer = await send(body(), headers)
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringMatching(/^\{"error":"[^\n]{1,200}"\}\n$/)])
  })

  it('over the limit leaves the connection fit for the next request', async () => {
    const request = (path: string, body: string, more = '') =>
      `POST ${path} HTTP/1.1\r\nhost: f\r\nauthorization: ${AUTHORIZATION.authorization}\r\n${more}content-length: ${body.length}\r\n\r\n${body}`
    const { body } = await sendRaw(running[WEBHOOK]!.url, [
      request('/sources/json', tooLarge),
      request('/sources/json', '{"action":"login"}', 'connection: close\r\n'),
    ])
    expect(body).toMatch(/larger than[\s\S]*HTTP\/1\.1 202 Accepted[\s\S]*"accepted":1/)
  })
})

describe('a batch of many at the analysis', () => {
  it('is taken as a whole, what is no event in it kept', async () => {
    const items = Array.from({ length: 500 }, (_, index) => (index % 2 === 0 ? { no: index } : index))
    const answer = await deliver(running['audit-log-analysis']!.url, {
      headers: { 'content-type': BATCH_TYPE },
      body: Buffer.from(JSON.stringify(items)),
    })
    expect(answer.status).toBe(202)
    const [row] = await database.sql<{ count: number }[]>`
      select count(*)::int as count from rejected_events where stage = 'audit-log-analysis' and reason like '%object%'`
    expect(row?.count).toBe(250)
  })
})
