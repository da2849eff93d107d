import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import { type CloudEvent, toCloudEvent } from '../events/envelope.ts'
import { type HttpMessage, toBatch, toBinary, toStructured } from '../events/http.ts'
import { Refused, Unavailable } from '../ports/outcome.ts'
import { startHost, type TestHost } from './testing/start-host.ts'

const event = (id: string, more: Record<string, unknown> = {}, data: unknown = { user: 'ann' }) =>
  toCloudEvent(
    { specversion: '1.0', id, source: '/idp', type: 't', datacontenttype: 'application/json', ...more },
    data,
    '2026-01-02T03:04:05Z',
  )

let host: TestHost
beforeEach(async () => {
  host = await startHost()
})
afterEach(() => host.stop())

const post = ({ headers, body }: { headers: Record<string, string>; body: HttpMessage['body'] | string }) =>
  fetch(`${host.url}/`, { method: 'POST', headers, body: body as BodyInit })
const outcomes = async () =>
  Object.fromEntries(
    [...(await (await fetch(`${host.url}/metrics`)).text()).matchAll(/outcomes_total\{outcome="(\w+)".*\} (\d+)/g)].map(
      ([, name, count]) => [name, Number(count)],
    ),
  )

async function expectRetry(answer: Response, seconds: string): Promise<void> {
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, seconds, ''])
}

describe('a delivery that is handled', () => {
  it.each([
    ['binary', toBinary(event('a-1'))],
    ['structured', toStructured(event('a-1'))],
    ['batched', toBatch([event('a-1')])],
  ])('is answered 202, empty, with a content type of its own: %s', async (_, message) => {
    const answer = await post(message)
    expect([answer.status, await answer.text()]).toEqual([202, ''])
    expect(answer.headers.get('content-type')).toBe('text/plain')
    expect([...answer.headers.keys()].filter((name) => name.startsWith('ce-'))).toEqual([])
    expect(host.handled).toMatchObject([[{ id: 'a-1', data: { user: 'ann' } }]])
    expect(await outcomes()).toEqual({ done: 1, rejected: 0 })
  })

  it('is given a trace where it comes without, the same for a batch, and keeps the one it has', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    await post(toBatch([event('a-1'), event('a-2'), event('a-3', { traceparent })]))
    const [one, two, three] = (host.handled[0] ?? []).map(({ extensions }) => extensions['traceparent'])
    expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
    expect(two).toBe(one)
    expect(three).toBe(traceparent)
  })

  it('is counted by its type, where that is one of the catalogue', async () => {
    await post(toBatch(['a', 'toString', AUDIT_EVENT].map((type, index) => event(`a-${index}`, { type }))))
    const metrics = await (await fetch(`${host.url}/metrics`)).text()
    const counts = [...metrics.matchAll(/auditflow_events_total\{type="([^"]*)".*\} (\d+)/g)]
    expect(counts.map(([, type, count]) => [type, count])).toEqual([
      ['other', '2'],
      [AUDIT_EVENT, '1'],
    ])
  })

  it('is done when it is an empty batch, without asking the function', async () => {
    expect((await post(toBatch([]))).status).toBe(202)
    expect(host.handled).toEqual([])
  })
})

describe('a delivery that is refused', () => {
  it('is kept with its reason, then answered 202', async () => {
    host.behave((events) => ({
      rejected: events.slice(0, 1).map((one) => ({ event: one, reason: 'data.x: missing' })),
    }))
    expect((await post(toBatch([event('a-1'), event('a-2')]))).status).toBe(202)
    expect(host.kept).toEqual([
      {
        source: '/idp',
        id: 'a-1',
        origin: '/idp',
        reason: 'data.x: missing',
        payload: '{"user":"ann"}',
        eventType: 't',
        event: { source: '/idp', id: 'a-1', extensions: { traceparent: expect.any(String) } },
      },
    ])
    expect(await outcomes()).toEqual({ done: 1, rejected: 1 })
  })

  it.each<[string, CloudEvent, string]>([
    ['text', event('a', { datacontenttype: 'text/plain' }, '"as it came"'), '"as it came"'],
    ['nothing', event('a', {}, null), 'null'],
    ['bytes that are text', event('a', { datacontenttype: 'a/b' }, Buffer.from('<ü>')), '<ü>'],
    ['bytes that are none', event('a', { datacontenttype: 'a/b' }, Buffer.from([0xff, 0])), '/wA='],
  ])('keeps data that are %s', async (_, one, payload) => {
    host.behave((events) => ({ rejected: events.map((each) => ({ event: each, reason: 'no' })) }))
    expect((await post(toBinary(one))).status).toBe(202)
    expect(host.kept).toMatchObject([{ payload }])
  })

  it('keeps data that nest deeper than the call stack', async () => {
    host.behave((events) => ({ rejected: events.map((each) => ({ event: each, reason: 'no' })) }))
    const body = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect((await post({ ...toBinary(event('a-1')), body })).status).toBe(202)
    expect(host.kept[0]?.payload === body).toBe(true)
  })

  const bad = { ...toBinary(event('a-1')).headers, 'ce-id': '' }
  it.each([
    ['no CloudEvent', { 'content-type': 'application/json' }, '{"a":1}', 'ce-specversion: missing'],
    ['nothing at all', {}, '', 'ce-specversion: missing'],
    ['an attribute wrong', bad, '{}', 'id: must not be empty'],
    ['broken JSON', { 'content-type': 'application/cloudevents+json' }, '{"a":', 'body: not JSON'],
    ['no UTF-8', { 'content-type': 'application/cloudevents+json' }, Buffer.from([0xff]), 'body: not valid UTF-8'],
    ['a batch that is none', { 'content-type': 'application/cloudevents-batch+json' }, '{}', 'body: a batch is'],
  ])('keeps a request that is malformed, %s, and answers 202', async (_, headers, body, reason) => {
    expect((await post({ headers: headers as Record<string, string>, body })).status).toBe(202)
    expect(host.handled).toEqual([])
    const payload = body instanceof Buffer ? body.toString('base64') : body
    expect(host.kept).toEqual([
      { source: '/rejected', id: payload, origin: '/', reason: expect.stringContaining(reason), payload },
    ])
  })

  it('keeps the one bad item of a batch and handles the others', async () => {
    const message = toBatch([event('a-1'), event('a-2')])
    const items = JSON.parse(message.body.toString()) as object[]
    items.splice(1, 0, { ...items[0], source: '' })
    expect((await post({ ...message, body: JSON.stringify(items) })).status).toBe(202)
    expect(host.handled[0]?.map(({ id }) => id)).toEqual(['a-1', 'a-2'])
    expect(host.kept).toMatchObject([{ reason: 'source: must not be empty', payload: JSON.stringify(items[1]) }])
    expect(await outcomes()).toEqual({ done: 2, rejected: 1 })
  })

  it('is tried again when it could not be kept', async () => {
    host.failToKeep(new Unavailable('database away', { retryAfterSeconds: 3 }))
    await expectRetry(await post({ headers: {}, body: 'x' }), '3')
    host.failToKeep(new Error('bug'))
    await expectRetry(await post({ headers: {}, body: 'x' }), '1')
    expect(await outcomes()).toEqual({ unavailable: 1, failed: 1 })
  })
})

describe('a delivery that fails', () => {
  it('is answered 503 with the seconds that the fault asks for, rounded up', async () => {
    host.behave(() => {
      throw new Unavailable('later', { retryAfterSeconds: 6.2 })
    })
    await expectRetry(await post(toBinary(event('a-1'))), '7')
    expect(host.lines).toMatchObject([{ level: 'warn', message: 'not handled now', reason: 'later' }])
    expect(await outcomes()).toEqual({ unavailable: 1 })
  })

  it.each([
    ['a bug', new TypeError('x is not a function')],
    ['a refusal thrown by mistake', new Refused('no')],
    ['no error at all', 'just text'],
  ])('is answered 503 whatever else is thrown: %s', async (_, thrown) => {
    host.behave(() => {
      throw thrown
    })
    await expectRetry(await post(toBinary(event('a-1'))), '1')
    expect(host.lines).toMatchObject([{ level: 'error', message: 'delivery failed' }])
    expect(await outcomes()).toEqual({ failed: 1 })
    expect(host.kept).toEqual([])
  })
})

describe('a delivery that is too large', () => {
  // 413 would be retried and dead-lettered by a RabbitmqSource, but a Trigger's dispatcher takes it for success.
  it('is answered 503 as soon as its length is known, for no deliverer takes that as final', async () => {
    const { port } = new URL(host.url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      'POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\nce-specversion: 1.0\r\ncontent-length: 67108865\r\n\r\n{',
    )
    const head = await text(socket)
    expect(head).toMatch(/^HTTP\/1\.1 503 /)
    expect(head).toMatch(/\r\nretry-after: 1\r\n/i)
    expect(host.lines).toMatchObject([{ level: 'error', reason: 'body: larger than 67108864 bytes' }])
    expect(host.handled).toEqual([])
  })

  it('reaches a sender that sends it all the same', async () => {
    const answer = await post({ ...toBinary(event('a-1')), body: Buffer.alloc(64 * 1024 * 1024 + 1, 0x20) })
    expect(answer.status).toBe(503)
  })
})
