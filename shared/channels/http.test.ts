import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import type { ChannelKind } from '../notify/channels/types.ts'
import { parseEgressAllow } from '../notify/egress-allow.ts'
import { configOf, ENTRIES, LINKS, OWN } from '../notify/formats/testing/entries.ts'
import { notice, noticeAlert } from '../notify/formats/testing/notices.ts'
import type { Notice } from '../notify/notice.ts'
import { openChannel } from './open-channel.ts'
import { PRODUCTS } from './testing/products.ts'
import { type Receiver, type Reply, startReceiver } from './testing/receiver.ts'

const NOW = Date.UTC(2026, 10, 25, 12)
const HTTP_KINDS = [
  'slack',
  'msteamsv2',
  'discord',
  'telegram',
  'pagerduty',
  'opsgenie',
  'oncall',
  'webhook',
  'standard_webhook',
] as const
const RESOLVED = notice({ kind: 'resolved', alerts: [noticeAlert({ status: 'resolved' })] })
const NOTICES: [string, Notice][] = [
  ['one alert', notice()],
  ['fifty', notice({ alerts: Array(50).fill(noticeAlert()), omitted: 123 })],
  ['what is over', RESOLVED],
  [
    'what is partly over',
    notice({ kind: 'resolved', alerts: [noticeAlert(), noticeAlert({ status: 'false_positive' })] }),
  ],
  ['a repeat', notice({ kind: 'repeat' })],
  ['an escalation', notice({ kind: 'escalation', step: 2 })],
  ['a digest', notice({ kind: 'digest', text: '12 notices together' })],
  ['the end of a silence', notice({ kind: 'silence_ending', alerts: [], text: 'The silence of x ends.' })],
  ['a test', notice({ kind: 'test', alerts: [], text: 'This is a test.' })],
]

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
beforeEach(() => {
  receiver.received.length = 0
})
afterAll(() => receiver.close())

/** Where each kind has its address. */
const URL_FIELDS: Readonly<Record<(typeof HTTP_KINDS)[number], string>> = {
  slack: 'api_url',
  msteamsv2: 'webhook_url',
  discord: 'webhook_url',
  telegram: 'api_url',
  pagerduty: 'url',
  opsgenie: 'api_url',
  oncall: 'url',
  webhook: 'url',
  standard_webhook: 'url',
}

type Ports = Partial<Parameters<typeof openChannel>[1]>

function open(kind: (typeof HTTP_KINDS)[number], over: Record<string, unknown> = {}, ports: Ports = {}) {
  const path = kind === 'opsgenie' || kind === 'telegram' ? '' : '/hidden-path?token=hidden-token'
  const config = configOf(kind, { [URL_FIELDS[kind]]: `${receiver.origin}${path}`, ...over })
  return openChannel(config, { log: keepingLog(), allow: parseEgressAllow('127.0.0.1'), links: LINKS, ...ports })
}

/** What each product answers when all is well. */
const FINE: Readonly<Partial<Record<ChannelKind, Reply>>> = {
  slack: { status: 200, body: 'ok' },
  telegram: { status: 200, body: '{"ok":true,"result":{}}' },
  msteamsv2: { status: 202 },
  pagerduty: { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"x"}' },
  opsgenie: { status: 202, body: '{"result":"Request will be processed","took":0.3,"requestId":"x"}' },
}
const fine = (kind: ChannelKind): Reply => FINE[kind] ?? { status: 204 }

describe.each(HTTP_KINDS)('%s', (kind) => {
  beforeEach(() => {
    receiver.reply = () => fine(kind)
  })

  it.each(NOTICES)('takes %s as the product asks for it, twice the same', async (_, told) => {
    const channels = [open(kind), open(kind, OWN[kind])]
    for (const channel of channels) {
      expect(await channel.send(told, NOW)).toEqual({ kind: 'sent' })
      expect(await channel.send(told, NOW + 1_000)).toEqual({ kind: 'sent' })
    }
    for (const received of receiver.received) expect(PRODUCTS[kind]?.(received) ?? []).toEqual([])
    expect(receiver.received[1]!.body).toBe(receiver.received[0]!.body)
    expect(receiver.received[1]!.path).toBe(receiver.received[0]!.path)
  })

  const at = `127.0.0.1:`
  it.each<[string, Reply, object]>([
    ['500', { status: 500, body: 'hidden' }, { kind: 'passing', reason: expect.stringContaining(' answered 500') }],
    ['503', { status: 503 }, { kind: 'passing', reason: expect.stringContaining(' answered 503') }],
    [
      '400',
      { status: 400, body: 'hidden text' },
      { kind: 'permanent', reason: expect.stringContaining(' answered 400') },
    ],
    ['410', { status: 410 }, { kind: 'gone', reason: expect.stringContaining(' answered 410') }],
    [
      '429 and Retry-After',
      { status: 429, headers: { 'retry-after': '30' } },
      { kind: 'passing', reason: expect.stringContaining(' answered 429'), retryAfterMs: 30_000 },
    ],
    [
      'a redirect to this machine',
      { status: 302, headers: { location: 'http://169.254.169.254/latest/' } },
      { kind: 'permanent', reason: expect.stringContaining('redirects are not followed') },
    ],
    ['silence', 'hang', { kind: 'passing', reason: expect.stringContaining('gave no answer within 0.3 s') }],
    ['a reset', 'reset', { kind: 'passing', reason: expect.stringContaining('could not be reached (ECONNRESET)') }],
    ['garbage', 'garbage', { kind: 'passing', reason: expect.stringContaining('could not be reached (HPE_') }],
  ])('met with %s says so, and nothing secret', async (_, reply, wanted) => {
    receiver.reply = () => reply
    const log = keepingLog()
    const answer = await open(kind, {}, { timeoutMs: 300, log }).send(notice(), NOW)
    expect(answer).toEqual(wanted)
    const { reason } = answer as { reason: string }
    expect(reason.startsWith(at)).toBe(true)
    expect(JSON.stringify([answer, log.lines])).not.toContain('hidden')
    expect(receiver.received).toHaveLength(1)
  })

  it('is not connected to where its name means an address that is not public', async () => {
    for (const address of ['127.0.0.1', '169.254.169.254', '10.0.0.1', '::1', '::ffff:127.0.0.1']) {
      const resolve = async () => [
        { address: '93.184.215.14', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ]
      const url = `http://rebound.example:${receiver.port}/hidden`
      const channel = open(kind, { [URL_FIELDS[kind]]: url }, { allow: parseEgressAllow(''), resolve })
      expect(await channel.send(notice(), NOW)).toEqual({
        kind: 'passing',
        reason: `rebound.example:${receiver.port} means ${address}, no public address, and AUDITFLOW_EGRESS_ALLOW doesn't name it`,
      })
    }
    for (const host of ['127.0.0.1', '[::1]', '0x7f.1', '2130706433', 'localhost']) {
      const channel = open(
        kind,
        { [URL_FIELDS[kind]]: `http://${host}:${receiver.port}/` },
        { allow: parseEgressAllow('') },
      )
      expect(await channel.send(notice(), NOW)).toMatchObject({
        kind: 'passing',
        reason: expect.stringContaining('no public address'),
      })
    }
    expect(receiver.received).toEqual([])
  })

  it('is connected to at the address that was looked at, whatever the name means later', async () => {
    let asked = 0
    const resolve = async () => {
      asked += 1
      return [{ address: asked === 1 ? '127.0.0.1' : '10.255.255.1', family: 4 }]
    }
    const url = `http://pinned.example:${receiver.port}/`
    const channel = open(kind, { [URL_FIELDS[kind]]: url }, { resolve, timeoutMs: 2_000 })
    expect(await channel.send(notice(), NOW)).toEqual({ kind: 'sent' })
    expect(asked).toBe(1)
    expect(receiver.received[0]!.headers.host).toBe(`pinned.example:${receiver.port}`)
  })

  it('whose name is looked up for ever is given up in time', async () => {
    const resolve = () => new Promise<never>(() => undefined)
    const channel = open(kind, { [URL_FIELDS[kind]]: 'https://slow.example/' }, { resolve, timeoutMs: 100 })
    expect(await channel.send(notice(), NOW)).toMatchObject({
      kind: 'passing',
      reason: 'slow.example gave no answer within 0.1 s',
    })
  })
})

describe('products that say in the body what became of it', () => {
  it.each<[(typeof HTTP_KINDS)[number], Reply, object]>([
    [
      'slack',
      { status: 200, body: '{"ok":false,"error":"ratelimited"}' },
      { kind: 'passing', reason: expect.stringContaining('answered ratelimited') },
    ],
    [
      'slack',
      { status: 200, body: '{"ok":false,"error":"channel_not_found"}' },
      { kind: 'permanent', reason: expect.stringContaining('answered channel_not_found') },
    ],
    [
      'slack',
      { status: 200, body: '{"ok":false,"error":"<b>hidden</b>"}' },
      { kind: 'permanent', reason: expect.stringMatching(/answered an error$/) },
    ],
    ['slack', { status: 200, body: '{"ok":true}' }, { kind: 'sent' }],
    [
      'slack',
      { status: 200, body: '<html>Sign in</html>' },
      { kind: 'passing', reason: expect.stringContaining('not as Slack does') },
    ],
    [
      'slack',
      { status: 404, body: 'no_service' },
      { kind: 'permanent', reason: expect.stringContaining('answered 404 no_service') },
    ],
    ['slack', 'hang in the body', { kind: 'passing', reason: expect.stringContaining('gave no answer') }],
    [
      'telegram',
      { status: 429, body: '{"ok":false,"error_code":429,"parameters":{"retry_after":17}}' },
      { kind: 'passing', reason: expect.any(String), retryAfterMs: 17_000 },
    ],
    [
      'telegram',
      { status: 200, body: '{"ok":false,"error_code":403,"description":"hidden"}' },
      { kind: 'permanent', reason: expect.stringContaining('answered 403') },
    ],
    [
      'telegram',
      { status: 200, body: 'hello' },
      { kind: 'passing', reason: expect.stringContaining('not as Telegram does') },
    ],
    [
      'telegram',
      { status: 200, body: '{"ok":false,"error_code":"x"}' },
      { kind: 'passing', reason: expect.any(String) },
    ],
    [
      'discord',
      { status: 429, body: '{"retry_after":1.337,"global":false}' },
      { kind: 'passing', reason: expect.any(String), retryAfterMs: 1_337 },
    ],
    [
      'discord',
      { status: 404, body: '{"code":10015,"message":"Unknown Webhook"}' },
      { kind: 'gone', reason: expect.stringContaining('deleted') },
    ],
    [
      'msteamsv2',
      {
        status: 200,
        body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId x',
      },
      { kind: 'passing', reason: expect.stringContaining('answered 429') },
    ],
    [
      'msteamsv2',
      {
        status: 200,
        body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413 with ContextId x',
      },
      { kind: 'permanent', reason: expect.stringContaining('answered 413') },
    ],
    [
      'msteamsv2',
      { status: 200, body: 'Webhook message delivery failed' },
      { kind: 'passing', reason: expect.any(String) },
    ],
    ['msteamsv2', { status: 200, body: '1' }, { kind: 'sent' }],
  ])('%s: %j', async (kind, reply, wanted) => {
    receiver.reply = () => reply
    expect(await open(kind, {}, { timeoutMs: 300 }).send(notice(), NOW)).toEqual(wanted)
  })

  it.each(['slack', 'telegram', 'discord', 'msteamsv2'] as const)('%s may answer at any length', async (kind) => {
    receiver.reply = () => ({ status: 500, body: 'x'.repeat(5_000_000) })
    expect(await open(kind).send(notice(), NOW)).toMatchObject({
      kind: 'passing',
      reason: expect.stringContaining('500'),
    })
  })
})

describe('what the far side knows a group by', () => {
  it('is the same for PagerDuty when it triggers and when it resolves', async () => {
    receiver.reply = () => fine('pagerduty')
    for (const told of [notice(), RESOLVED]) await open('pagerduty').send(told, NOW)
    const [triggered, resolved] = receiver.received.map(({ body }) => JSON.parse(body))
    expect([triggered.event_action, resolved.event_action]).toEqual(['trigger', 'resolve'])
    expect(resolved.dedup_key).toBe(triggered.dedup_key)
    expect(triggered.dedup_key).toBe(notice().groupKey)
  })

  it('is the same for Opsgenie when it opens and when it closes, and safe in a path', async () => {
    receiver.reply = () => fine('opsgenie')
    const groupKey = 'digest a/b?c'
    for (const told of [notice({ groupKey }), { ...RESOLVED, groupKey }]) await open('opsgenie').send(told, NOW)
    expect(JSON.parse(receiver.received[0]!.body).alias).toBe(groupKey)
    expect(receiver.received[1]!.path).toBe('/v2/alerts/digest%20a%2Fb%3Fc/close?identifierType=alias')
  })
})

describe('who is asking', () => {
  it.each([
    ['a user and password in the URL', { url: 'USERINFO' }, 'Basic YW5uOmhpZGRlbg=='],
    ['basic_auth', { http_config: { basic_auth: { username: 'ann', password: 'hidden' } } }, 'Basic YW5uOmhpZGRlbg=='],
    ['authorization', { http_config: { authorization: { credentials: 'hidden' } } }, 'Bearer hidden'],
  ])('is told by %s', async (_, entry, wanted) => {
    receiver.reply = () => ({ status: 204 })
    const url = `http://ann:hidden@127.0.0.1:${receiver.port}/`
    const over = 'url' in entry ? { url } : entry
    for (const kind of ['webhook', 'standard_webhook', 'oncall'] as const) await open(kind, over).send(notice(), NOW)
    expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([wanted, wanted, wanted])
  })

  it('is a token for an app of Slack, which names its channel', async () => {
    receiver.reply = () => fine('slack')
    const over = {
      api_url: undefined,
      app_token: 'xoxb-hidden',
      app_url: `${receiver.origin}/api/chat.postMessage`,
      channel: '#ops',
    }
    await open('slack', over).send(notice(), NOW)
    expect(receiver.received[0]!.headers.authorization).toBe('Bearer xoxb-hidden')
    expect(JSON.parse(receiver.received[0]!.body).channel).toBe('#ops')
  })
})

it('a standard webhook is verified by the official library', async () => {
  receiver.reply = () => ({ status: 204 })
  const secret = ENTRIES.standard_webhook['secret'] as string
  await open('standard_webhook').send(notice(), Date.now())
  const { body, headers } = receiver.received[0]!
  const verified = new Webhook(secret).verify(body, headers as Record<string, string>)
  expect(headers['webhook-id']).toBe('msg_5f0c2c3e111142228333944455556666')
  expect(verified).toMatchObject({
    type: 'alert.triggered',
    timestamp: '2026-11-25T12:00:00.000Z',
    data: {
      notification_id: 'msg_5f0c2c3e111142228333944455556666',
      kind: 'firing',
      status: 'firing',
      alerts: [{ alert_id: notice().alerts[0]!.id, status: 'open', episode: 1, rule: { level: 'high' } }],
      acknowledge_url: expect.stringMatching(/^https:\/\/audit\.example\.org\/act\/[\w-]+$/),
    },
  })
})

it('the console has a line for each alert', async () => {
  const log = keepingLog()
  const channel = openChannel(configOf('console'), { log, allow: parseEgressAllow(''), links: LINKS })
  expect(await channel.send(notice({ omitted: 2 }), NOW)).toEqual({ kind: 'sent' })
  expect(log.lines).toMatchObject([
    { level: 'warn', message: 'alert', fields: { title: 'Root account used', alert_level: 'high', status: 'open' } },
    { level: 'warn', message: 'more alerts', fields: { omitted: 2 } },
  ])
})
