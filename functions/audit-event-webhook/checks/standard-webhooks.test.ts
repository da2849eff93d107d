import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseSecrets, signWebhook } from '../../../shared/notify/sign-webhook.ts'
import { JSON_TYPE, NOW, SECRETS, send, TOKEN } from '../test-requests.ts'

const secret = (fill: string) => `whsec_${Buffer.alloc(24, fill).toString('base64')}`
const ports = { secrets: { ...SECRETS, webhookSecrets: [secret('o'), secret('n')] } }
const body = '{"action":"user.löschen","actor":{"email":"ann@example.com"}}'
const NOW_S = NOW / 1_000

function signed(text: string, { secrets = [secret('n')], seconds = NOW_S } = {}): Record<string, string> {
  const keys = secrets.flatMap(parseSecrets)
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': signWebhook('msg_1', seconds, text, keys),
  }
}
const post = (headers: Record<string, string>, text: string | Uint8Array = body) =>
  send('/sources/json', { body: text, headers: { ...JSON_TYPE, ...headers }, ports })

// The library looks at the clock of the process.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW }))
afterEach(() => void vi.useRealTimers())

describe('the signature of Standard Webhooks', () => {
  it('is that of its specification', async () => {
    const own = { secrets: { ...SECRETS, webhookSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] } }
    vi.setSystemTime(1_614_265_330_000)
    const headers = {
      ...JSON_TYPE,
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const clock = () => 1_614_265_330_000
    const answer = await send('/sources/json', { body: '{"test": 2432232314}', headers, ports: { ...own, clock } })
    expect(answer.status).toBe(202)
  })

  it('lets in what either secret signed, on every path that takes events', async () => {
    for (const secrets of [[secret('o')], [secret('n')], [secret('x'), secret('n')]])
      expect((await post(signed(body, { secrets }))).status).toBe(202)
    const event = { specversion: '1.0', type: 'a.b', source: '/c', id: '1' }
    const text = JSON.stringify(event)
    const headers = { 'content-type': 'application/cloudevents+json', ...signed(text) }
    expect((await send('/', { body: text, headers, ports })).status).toBe(202)
  })

  it('may be over the bytes before or after inflating', async () => {
    const headers = { ...signed(body), 'content-encoding': 'gzip' }
    expect((await post(headers, gzipSync(body))).status).toBe(202)
  })

  it('does not let in a tampered body, on any path', async () => {
    expect((await post(signed(body), body.replace('ann', 'eve'))).status).toBe(401)
    const event = '{"specversion":"1.0","type":"a.b","source":"/c","id":"1"}'
    for (const [path, status] of [
      ['/', 401],
      ['/services/collector', 401],
    ] as const) {
      const headers = { 'content-type': 'application/cloudevents+json', ...signed(event) }
      const { calls, ...answer } = await send(path, { body: event.replace('a.b', 'a.c'), headers, ports })
      expect([path, answer.status, calls]).toEqual([path, status, 0])
    }
  })

  it.each([
    ['another id', { 'webhook-id': 'msg_2' }],
    ['another time', { 'webhook-timestamp': String(NOW_S + 1) }],
    ['no readable time', { 'webhook-timestamp': `${NOW_S}x` }],
    ['another signature', { 'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}` }],
    ['an unknown version', { 'webhook-signature': signed(body)['webhook-signature']?.replace('v1', 'v2') ?? '' }],
    ['a version alone', { 'webhook-signature': 'v1' }],
    ['an empty signature', { 'webhook-signature': '' }],
  ])('does not let in %s, even beside a token', async (_, tampered) => {
    expect((await post({ ...TOKEN, ...signed(body), ...tampered })).status).toBe(401)
  })

  it('is good for five minutes, and not before its time', async () => {
    for (const [seconds, status] of [
      [NOW_S - 300, 202],
      [NOW_S - 301, 401],
      [NOW_S + 300, 202],
      [NOW_S + 301, 401],
    ] as const)
      expect([seconds, (await post(signed(body, { seconds }))).status]).toEqual([seconds, status])
  })

  it('makes the same event of a replay', async () => {
    const headers = signed(body)
    const ids = async () => (await post(headers)).events.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
  })

  it('lets nobody in without id or time, or when no secret is set', async () => {
    for (const missing of ['webhook-id', 'webhook-timestamp']) {
      const { [missing]: _, ...headers } = signed(body)
      expect([missing, (await post(headers)).status]).toEqual([missing, 401])
    }
    const headers = { ...JSON_TYPE, ...signed(body) }
    expect((await send('/sources/json', { body, headers })).status).toBe(401)
  })
})
