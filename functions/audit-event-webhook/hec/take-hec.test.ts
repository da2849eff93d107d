import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { EVENT_REJECTED } from '../../../shared/events/catalogue.ts'
import { Unavailable } from '../../../shared/ports/outcome.ts'
import { type Options, send } from '../test-requests.ts'

const SPLUNK = { authorization: 'Splunk new-token' }
const EVENT = '/services/collector/event'
const RAW = '/services/collector/raw'

async function hec(
  body: string | Uint8Array,
  { path = EVENT, headers = SPLUNK, ports = {} }: Options & { path?: string } = {},
) {
  const { text, ...rest } = await send(path, { body, headers, ports })
  return { ...rest, answer: JSON.parse(text) as unknown }
}
const raws = (events: { data?: unknown }[]) => events.map(({ data }) => (data as { raw?: unknown }).raw)

describe("Splunk's HTTP Event Collector", () => {
  it.each(['', '/event', '/event/1.0', '/1.0', '/raw', '/raw/1.0', '/event/'])(
    'takes events on /services/collector%s',
    async (end) => {
      const { status, answer, events } = await hec('{"event":{"action":"a"}}', { path: `/services/collector${end}` })
      expect([status, answer, raws(events)]).toEqual([200, { text: 'Success', code: 0 }, [{ action: 'a' }]])
    },
  )

  it.each(['/services/collector/health', '/services/collector/health/1.0'])(
    'is healthy on %s without a token',
    async (path) => {
      const { status, text } = await send(path, { method: 'GET' })
      expect([status, JSON.parse(text)]).toEqual([200, { text: 'HEC is healthy', code: 17 }])
    },
  )

  it('takes objects one after the other, bare entries, texts, lists and gzip, whatever the content type', async () => {
    const body =
      '{"event":{"action":"a"},"time":1.5,"host":"h"}{"action":"b"}\n{"event":"a line"}[{"action":"c"},{"action":"d"}]'
    const expected = [{ action: 'a' }, { action: 'b' }, { message: 'a line' }, { action: 'c' }, { action: 'd' }]
    expect(raws((await hec(body)).events)).toEqual(expected)
    const headers = { ...SPLUNK, 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' }
    expect(raws((await hec(gzipSync(body), { headers })).events)).toEqual(expected)
  })

  it('recognises records', async () => {
    const entry = { action: 'repo.create', actor: 'ann', org: 'o', created_at: 1_767_225_600_000, _document_id: 'x' }
    const { events } = await hec(JSON.stringify({ event: entry }))
    expect(events[0]?.source).toBe('/sources/github')
  })

  it('takes lines of text, or JSON, on the raw path', async () => {
    expect(raws((await hec('one line\r\n\n another \n', { path: RAW })).events)).toEqual([
      { message: 'one line' },
      { message: ' another ' },
    ])
    expect(raws((await hec('\n{"action":\n"a"}{"action":"b"}', { path: RAW })).events)).toEqual([
      { action: 'a' },
      { action: 'b' },
    ])
  })

  it('keeps bad events among good ones as rejected', async () => {
    const { status, answer, calls, events } = await hec('{"event":{"action":"a"}}{"event":}{"event":{"action":"b"}}5')
    expect([status, answer, calls]).toEqual([200, { text: 'Success', code: 0 }, 1])
    const [good, bad, alsoGood, scalar] = events
    expect([good?.type, alsoGood?.type]).toEqual(Array(2).fill('io.auditflow.audit.event.v1'))
    expect([bad?.type, scalar?.type]).toEqual(Array(2).fill('io.auditflow.event.rejected.v1'))
    const reason = expect.stringContaining('event 1 of the body: not JSON')
    expect(bad?.data).toMatchObject({ origin: '/services/collector', payload: '{"event":}', reason })
    expect(scalar?.data).toMatchObject({ payload: '5', reason: 'neither a JSON object nor a text' })
  })

  it.each(['{"event":', 'no json', '{"a":1,}{"b":2,}'])('refuses %j, in which nothing is JSON', async (body) => {
    const { status, answer, events } = await hec(body)
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set([EVENT_REJECTED]))
    expect([status, answer]).toEqual([400, { text: 'Invalid data format', code: 6, 'invalid-event-number': 0 }])
  })

  it('says that there is no data', async () => {
    for (const path of [EVENT, RAW])
      for (const body of ['', ' \n'])
        expect(await hec(body, { path })).toMatchObject({ status: 400, answer: { text: 'No data', code: 5 } })
  })

  it.each([
    [{}, 401, { text: 'Token is required', code: 2 }],
    [{ authorization: 'new-token' }, 401, { text: 'Invalid authorization', code: 3 }],
    [{ authorization: 'Splunk wrong' }, 403, { text: 'Invalid token', code: 4 }],
    [{ authorization: 'Basic eDp3cm9uZw==' }, 403, { text: 'Invalid token', code: 4 }],
  ])('answers to %j as Splunk does', async (headers, status, answer) => {
    const asked = await hec('{"event":{"action":"a"}}', { headers: headers as Record<string, string> })
    expect([asked.status, asked.answer, asked.calls]).toEqual([status, answer, 0])
  })

  it('takes the token as basic authentication, but not from the query', async () => {
    const headers = { authorization: `Basic ${Buffer.from('x:new-token').toString('base64')}` }
    expect((await hec('{"event":{"action":"a"}}', { headers })).status).toBe(200)
    const query = await send(`${EVENT}?token=new-token`, { body: '{}', headers: {} })
    expect([query.status, JSON.parse(query.text)]).toEqual([401, { text: 'Token is required', code: 2 }])
  })

  it('says in its words what else went wrong', async () => {
    const faulty = (fault: Error) => ({
      publisher: { publish: () => Promise.reject(fault), close: async () => undefined },
    })
    const event = '{"event":{"action":"a"}}'
    const busy = await hec(event, { ports: faulty(new Unavailable('amqp://secret', { retryAfterSeconds: 7 })) })
    expect([busy.status, busy.headers.get('retry-after'), busy.answer]).toEqual([
      503,
      '7',
      { text: 'Server is busy', code: 9 },
    ])
    const broken = await hec(event, { ports: faulty(new Error('secret')) })
    expect([broken.status, broken.answer]).toEqual([500, { text: 'Internal server error', code: 8 }])
    const large = await hec(event, { ports: { limits: { maxBodyBytes: 5 } } })
    expect([large.status, large.answer]).toEqual([413, { text: 'Request entity too large', code: 27 }])
    const zipped = await hec(event, { headers: { ...SPLUNK, 'content-encoding': 'gzip' } as never })
    expect([zipped.status, zipped.answer]).toEqual([400, { text: 'Invalid data format', code: 6 }])
    const bytes = await hec(Buffer.from([0xff, 0xfe]), { path: RAW })
    expect([bytes.status, bytes.answer]).toEqual([400, { text: 'Invalid data format', code: 6 }])
  })

  it('has other methods and paths no more than Splunk has', async () => {
    const get = await send(EVENT, { method: 'GET', headers: SPLUNK })
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await send('/services/collector/health', { headers: SPLUNK, body: '{}' })).status).toBe(405)
    for (const path of ['/services/collector/ack', '/services/collector/event/2.0', '/services/collector/x/1.0'])
      expect((await send(path, { headers: SPLUNK, body: '{}' })).status).toBe(404)
  })
})
