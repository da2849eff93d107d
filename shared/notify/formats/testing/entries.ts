import { parseChannel } from '../../channels/parse-channel.ts'
import type { ChannelConfig, ChannelKind } from '../../channels/types.ts'

const PORT = 587

/** A sound entry of each kind. */
export const ENTRIES: Readonly<Record<ChannelKind, Readonly<Record<string, unknown>>>> = {
  console: {},
  email: { to: 'ops@example.org', from: 'AuditFlow <audit@example.org>', smarthost: `mail.example.org:${PORT}` },
  slack: { api_url: 'https://hooks.slack.com/services/T0/B0/hidden' },
  msteamsv2: { webhook_url: 'https://prod.example.org/workflows/hidden' },
  discord: { webhook_url: 'https://discord.com/api/webhooks/1/hidden' },
  telegram: { bot_token: '123456:hidden-hidden-hidden-hidden-1', chat_id: -100_123 },
  pagerduty: { routing_key: 'hidden00000000000000000000000000' },
  opsgenie: { api_key: 'hidden' },
  oncall: { url: 'https://oncall.example.org/integrations/v1/formatted_webhook/hidden/' },
  webhook: { url: 'https://hooks.example.org/hidden' },
  standard_webhook: {
    url: 'https://hooks.example.org/hidden',
    secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
  },
}

/** What puts every value into every field of a user's own. */
const OWN_TEXT =
  'T {{title}} N {{alertname}} K {{key}} R {{rule}} {{#alerts}}({{alertname}} {{key}} {{summary}} {{tags}} {{assignee}} {{labels.product}} {{#labels}}{{name}}={{value}} {{/labels}}) {{/alerts}}{{text}} {{receiver}} {{labels.product}} {{group.product}}{{#group}}{{name}}={{value}}{{/group}}'
const fields = (...names: string[]) => Object.fromEntries(names.map((name) => [name, OWN_TEXT]))

/** Of the kinds that take templates: the same entry with the user's own. */
export const OWN: Readonly<Partial<Record<ChannelKind, Readonly<Record<string, unknown>>>>> = {
  email: {
    ...fields('text'),
    html: `<p>${OWN_TEXT}</p>{{#acknowledge_url}}<a href="{{acknowledge_url}}">{{alertname}}</a>{{/acknowledge_url}}`,
    headers: { Subject: OWN_TEXT, 'X-Alert': OWN_TEXT },
  },
  slack: fields('title', 'text'),
  msteamsv2: fields('title', 'text'),
  discord: fields('title', 'message', 'content'),
  telegram: {
    message: `<b>{{alertname}}</b> ${OWN_TEXT} {{#acknowledge_url}}<a href="{{acknowledge_url}}">ok</a>{{/acknowledge_url}}`,
  },
  pagerduty: { ...fields('description', 'source', 'class', 'component', 'group'), details: { own: OWN_TEXT } },
  opsgenie: { ...fields('message', 'description', 'source', 'entity', 'note'), details: { own: OWN_TEXT } },
  oncall: fields('title', 'message'),
}

/** Reads an entry that is sound. */
export function configOf(
  kind: ChannelKind,
  over: Readonly<Record<string, unknown>> = {},
  readFile: (path: string) => string = () => '',
): ChannelConfig {
  const entry = { ...ENTRIES[kind], ...over }
  const read = parseChannel(kind, entry, { name: `ops/${kind}/0`, globals: {}, readFile })
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return read.config
}

export const LINKS = { publicUrl: 'https://audit.example.org', secret: Buffer.alloc(32, 7) }
