import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ENTRIES } from '../formats/testing/entries.ts'
import { type ChannelContext, parseChannel } from './parse-channel.ts'
import { CHANNEL_KINDS, type ChannelKind } from './types.ts'

const context = (over: Partial<ChannelContext> = {}): ChannelContext => ({
  name: 'ops/x/0',
  globals: {},
  readFile: (path) => {
    throw new Error(`ENOENT ${path}`)
  },
  ...over,
})

function config(kind: ChannelKind, entry: unknown, over: Partial<ChannelContext> = {}) {
  const read = parseChannel(kind, entry, context(over))
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return read.config
}

function faults(kind: ChannelKind, entry: unknown, over: Partial<ChannelContext> = {}): string[] {
  const read = parseChannel(kind, entry, context(over))
  return 'config' in read ? [] : read.faults.map(({ path, reason }) => `${path.join('.')}: ${reason}`)
}

describe('an entry of a receiver', () => {
  it.each(CHANNEL_KINDS)('of kind %s is read, and shows no secret', (kind) => {
    const read = config(kind, ENTRIES[kind])
    expect([read.kind, read.name]).toEqual([kind, 'ops/x/0'])
    expect(JSON.stringify(read) + inspect(read, { depth: 9 }) + String(read)).not.toMatch(/hidden|whsec_/)
  })

  it('has the defaults of Alertmanager for what is over, and a rate for what people read', () => {
    const read = CHANNEL_KINDS.map((kind) => config(kind, ENTRIES[kind]))
    expect(read.filter(({ sendResolved }) => !sendResolved).map(({ kind }) => kind)).toEqual(['email', 'slack'])
    const limit = { max: 20, perMs: 60_000 }
    expect(Object.fromEntries(read.map(({ kind, rateLimit }) => [kind, rateLimit]))).toEqual({
      console: null,
      email: limit,
      slack: limit,
      msteamsv2: limit,
      discord: limit,
      telegram: limit,
      pagerduty: null,
      opsgenie: null,
      oncall: null,
      webhook: null,
      standard_webhook: null,
    })
  })

  it('may say otherwise', () => {
    const read = config('slack', { ...ENTRIES.slack, send_resolved: true, rate_limit: { max: 3, per: '1h30m' } })
    expect(read).toMatchObject({ sendResolved: true, rateLimit: { max: 3, perMs: 5_400_000 } })
    expect(config('email', { ...ENTRIES.email, rate_limit: null }).rateLimit).toBeNull()
  })

  it('has another fingerprint when anything in it is another, secrets too, and the same however it is written', () => {
    const entry = { url: 'https://example.org/a', http_config: { authorization: { credentials: 'one' } } }
    const print = (over: object) => config('webhook', { ...entry, ...over }).fingerprint
    expect(print({})).toMatch(/^[0-9a-f]{64}$/)
    expect(config('webhook', Object.fromEntries(Object.entries(entry).reverse())).fingerprint).toBe(print({}))
    const others = [
      { url: 'https://example.org/b' },
      { http_config: { authorization: { credentials: 'two' } } },
      { max_alerts: 5 },
      { send_resolved: false },
      { rate_limit: { max: 1, per: '1s' } },
    ]
    expect(new Set([print({}), ...others.map(print)]).size).toBe(others.length + 1)
  })

  it('takes from global what it leaves out', () => {
    const globals = {
      smtp_smarthost: 'mail.example.org:25',
      smtp_from: 'a@example.org',
      smtp_auth_username: 'audit',
      smtp_auth_password: 'hidden',
      smtp_require_tls: false,
      slack_api_url: 'https://hooks.slack.com/services/x',
      opsgenie_api_key: 'hidden',
      opsgenie_api_url: 'https://api.eu.opsgenie.com/',
      pagerduty_url: 'https://events.eu.pagerduty.com/v2/enqueue',
      telegram_bot_token: '123456:hidden-hidden-hidden-hidden-1',
    }
    expect(config('email', { to: 'b@example.org' }, { globals }).settings).toMatchObject({
      host: 'mail.example.org',
      port: 25,
      from: 'a@example.org',
      username: 'audit',
      requireTls: false,
    })
    expect(config('slack', {}, { globals }).settings).toMatchObject({ url: { origin: 'https://hooks.slack.com/' } })
    expect(config('opsgenie', {}, { globals }).settings).toMatchObject({
      api: { origin: 'https://api.eu.opsgenie.com/' },
    })
    expect(config('pagerduty', ENTRIES.pagerduty, { globals }).settings).toMatchObject({
      url: { origin: 'https://events.eu.pagerduty.com/' },
    })
    expect(config('telegram', { chat_id: 5 }, { globals }).settings).toMatchObject({ chatId: '5' })
    expect(config('slack', ENTRIES.slack, { globals: { slack_api_url: 7 } }).kind).toBe('slack')
  })

  it('reads secrets from files', () => {
    const files: Record<string, string> = { url: 'https://hooks.slack.com/x\n', key: ' secret-key\n', empty: '\n' }
    const readFile = (path: string): string => {
      const text = files[path]
      if (text === undefined) throw new Error('ENOENT')
      return text
    }
    const slack = config('slack', { api_url_file: 'url' }, { readFile })
    expect(slack.settings).toMatchObject({ url: { origin: 'https://hooks.slack.com/' } })
    const { key } = config('opsgenie', { api_key_file: 'key' }, { readFile }).settings as { key: { reveal(): string } }
    expect(key.reveal()).toBe('secret-key')
    expect(faults('slack', { api_url_file: 'nowhere' }, { readFile })).toEqual([
      `api_url: the file "nowhere" can't be read: ENOENT`,
    ])
    expect(faults('slack', { api_url_file: 'empty' }, { readFile })).toEqual(['api_url: the file "empty" is empty'])
    expect(faults('opsgenie', { api_key: 'a', api_key_file: 'key' }, { readFile })).toEqual([
      'api_key: both api_key and api_key_file are given',
    ])
  })
})

describe('a fault in an entry', () => {
  it.each<[ChannelKind, unknown, string[]]>([
    ['slack', { ...ENTRIES.slack, chanel: '#x' }, ['chanel: there is no such field']],
    ['slack', { ...ENTRIES.slack, actions: [] }, ['actions: is not supported by AuditFlow']],
    ['slack', {}, [': api_url is missing (api_url or api_url_file, nor slack_api_url in global)']],
    ['slack', { api_url: 'hidden' }, ['api_url: is no URL']],
    ['slack', { api_url: 'ftp://hidden/' }, ['api_url: must be a URL of http or https']],
    ['slack', { app_token: 'hidden' }, ['channel: is missing: an app needs it']],
    [
      'slack',
      { ...ENTRIES.slack, app_token: 'x' },
      ['app_token: api_url and app_token are given, and only one may be'],
    ],
    ['slack', { ...ENTRIES.slack, title: 'a\n{{nothing}}' }, ['title: line 2: there is nothing called "nothing"']],
    ['slack', 'text', [': must be a map']],
    ['slack', { ...ENTRIES.slack, rate_limit: { max: 5, per: 'soon' } }, ['rate_limit.per: must be a time such as 1m']],
    ['webhook', { url: 'https://x.example', payload: {} }, ['payload: is not supported by AuditFlow']],
    [
      'webhook',
      { url: 'https://x.example', http_config: { proxy_url: 'x' } },
      ['http_config.proxy_url: there is no such field'],
    ],
    ['webhook', { url: 'https://%zz:hidden@x.example' }, ['url: has a user or password that is not percent-encoded']],
    [
      'slack',
      { api_url: 'https://ann:hidden@x.example' },
      ['api_url: has a user or password, which is not sent to this kind'],
    ],
    ['slack', { app_token: 'xoxb\nhidden', channel: '#x' }, ['app_token: is no text for a header']],
    ['opsgenie', { api_key: 'hidden\u0101' }, ['api_key: is no text for a header']],
    ['pagerduty', { service_key: 'x' }, ['service_key: is not supported by AuditFlow']],
    [
      'pagerduty',
      { ...ENTRIES.pagerduty, details: { a: '{{b}}' } },
      ['details.a: line 1: there is nothing called "b"'],
    ],
    ['telegram', { bot_token: '1:hidden/../x', chat_id: 1 }, ['bot_token: is no token of a bot: NUMBER:LETTERS']],
    ['telegram', { ...ENTRIES.telegram, chat_id: 'x y' }, ['chat_id: is no number and no @name']],
    ['telegram', { ...ENTRIES.telegram, parse_mode: 'MarkdownV2' }, ['parse_mode: must be HTML']],
    [
      'standard_webhook',
      { url: 'https://x.example', secret: 'hidden' },
      ['secret: secret 1 of 1: is not whsec_ and base64'],
    ],
    ['email', { ...ENTRIES.email, to: 'x' }, ['to: "x" is no address: NAME@HOST, or Name <NAME@HOST>']],
    ['email', { ...ENTRIES.email, to: 'a@b.org\r\nBcc: c@d.org' }, [expect.stringMatching(/^to: .* is no address/)]],
    ['email', { ...ENTRIES.email, smarthost: 'mail' }, ['smarthost: must be HOST:PORT']],
    ['email', { ...ENTRIES.email, headers: { Bcc: 'x@y.org' } }, ['headers.Bcc: is set by AuditFlow']],
    [
      'email',
      { ...ENTRIES.email, headers: { 'X: y\r\nBcc': 'z' } },
      [expect.stringContaining('is no name of a header')],
    ],
    ['email', { ...ENTRIES.email, hello: 'x\r\nMAIL' }, ['hello: is no name of a host']],
    ['email', { ...ENTRIES.email, auth_secret: 'hidden' }, ['auth_secret: is not supported by AuditFlow']],
    [
      'opsgenie',
      { ...ENTRIES.opsgenie, responders: [{ type: 'team' }] },
      ['responders.0: needs an id, a name or a username'],
    ],
    ['email', {}, ['to: is missing']],
    ['slack', { ...ENTRIES.slack, send_resolved: 'yes' }, ['send_resolved: must be true or false']],
    ['slack', { ...ENTRIES.slack, channel: 5 }, ['channel: must be a text']],
    ['slack', { ...ENTRIES.slack, rate_limit: { max: 0, per: '1m' } }, ['rate_limit.max: must be at least 1']],
    ['opsgenie', { ...ENTRIES.opsgenie, priority: 'P9' }, ['priority: must be P1 or P2 or P3 or P4 or P5']],
    ['telegram', { ...ENTRIES.telegram, chat_id: [] }, ['chat_id: must be a text or a whole number']],
    ['console', { url: 'x' }, ['url: there is no such field']],
  ])('of %s %j is told with its place, and no secret', (kind, entry, wanted) => {
    const found = faults(kind, entry)
    expect(found).toEqual(wanted)
    expect(found.join()).not.toContain('hidden')
  })

  it('may stand in global', () => {
    expect(faults('email', ENTRIES.email, { globals: { smtp_auth_secret: 'hidden' } })).toEqual([
      ': smtp_auth_secret in global is not supported by AuditFlow',
    ])
    expect(faults('email', ENTRIES.email, { globals: { smtp_tls_config: { cert_file: 'x' } } })).toEqual([
      'tls_config: smtp_tls_config in global has a field that is not supported',
    ])
    const globals = { smtp_tls_config: { server_name: 'other.example.org' } }
    expect(config('email', ENTRIES.email, { globals }).settings).toMatchObject({
      tls: { serverName: 'other.example.org' },
    })
  })

  it('does not hide another', () => {
    expect(faults('email', { to: 'x', smarthost: 'y', text: '{{z}}' })).toHaveLength(4)
  })
})
