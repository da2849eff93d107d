import { Ajv } from 'ajv'
import type { Received } from './receiver.ts'

/**
 * What each product asks of a request, by its documentation; each gives the faults it finds. Schemas are strict: what a product
 * doesn't document isn't sent.
 */
export const PRODUCTS: Readonly<Record<string, (received: Received) => string[]>> = {
  slack: (received) => [
    ...isJson(received),
    // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, …/reference/block-kit/blocks
    ...schemaFaults(SLACK, received),
  ],
  msteamsv2: (received) => [...isJson(received), ...schemaFaults(TEAMS, received), ...atMost(28_000, received)],
  discord: (received) => [...isJson(received), ...schemaFaults(DISCORD, received)],
  telegram: (received) => [
    ...isJson(received),
    ...(/^\/bot\d+:[\w-]+\/sendMessage$/.test(received.path) ? [] : [`path ${received.path}`]),
    ...schemaFaults(TELEGRAM, received),
  ],
  pagerduty: (received) => [...isJson(received), ...schemaFaults(PAGERDUTY, received), ...atMost(512_000, received)],
  opsgenie: (received) => [
    ...isJson(received),
    ...(/^GenieKey \S+$/.test(String(received.headers.authorization)) ? [] : ['authorization']),
    ...(received.path === '/v2/alerts'
      ? schemaFaults(OPSGENIE_CREATE, received)
      : /^\/v2\/alerts\/[^/?]+\/close\?identifierType=alias$/.test(received.path)
        ? schemaFaults(OPSGENIE_CLOSE, received)
        : [`path ${received.path}`]),
  ],
  oncall: (received) => [...isJson(received), ...schemaFaults(ONCALL, received)],
  webhook: (received) => [...isJson(received), ...schemaFaults(ALERTMANAGER, received)],
}

function isJson({ method, headers }: Received): string[] {
  return [
    ...(method === 'POST' ? [] : [method]),
    ...(/^application\/json\b/.test(String(headers['content-type']))
      ? []
      : [`content-type ${headers['content-type']}`]),
  ]
}

const atMost = (bytes: number, { body }: Received): string[] => (Buffer.byteLength(body) <= bytes ? [] : ['too large'])

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true })

function schemaFaults(schema: object, { body }: Received): string[] {
  const validate = ajv.compile(schema)
  return validate(JSON.parse(body))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength })
const object = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
})
const texts = { type: 'object', additionalProperties: { type: 'string' }, required: [] }
const constant = (...values: unknown[]) => ({ enum: values })

const plain = (longest: number) =>
  object({ type: constant('plain_text'), text: text(longest) }, { emoji: { type: 'boolean' } })
const mrkdwn = object({ type: constant('mrkdwn'), text: text(3_000) }, { verbatim: { type: 'boolean' } })
const SLACK = object(
  {
    text: text(40_000),
    blocks: {
      type: 'array',
      maxItems: 50,
      minItems: 1,
      items: {
        oneOf: [
          object({ type: constant('header'), text: plain(150) }),
          object({ type: constant('section'), text: { oneOf: [plain(3_000), mrkdwn] } }),
        ],
      },
    },
  },
  {
    channel: text(80),
    username: text(80),
    icon_emoji: text(80),
    icon_url: text(500),
    mrkdwn: { type: 'boolean' },
    parse: constant('none'),
    link_names: constant(false),
    unfurl_links: constant(false),
    unfurl_media: constant(false),
  },
)

const run = object(
  { type: constant('TextRun'), text: text(10_000) },
  { size: text(20), weight: text(20), color: constant('Good', 'Attention') },
)
const TEAMS = object({
  type: constant('message'),
  attachments: {
    type: 'array',
    minItems: 1,
    maxItems: 1,
    items: object({
      contentType: constant('application/vnd.microsoft.card.adaptive'),
      contentUrl: { type: 'null' },
      content: object(
        {
          $schema: text(200),
          type: constant('AdaptiveCard'),
          version: constant('1.4'),
          body: {
            type: 'array',
            minItems: 1,
            items: {
              oneOf: [
                object({ type: constant('RichTextBlock'), inlines: { type: 'array', items: run } }),
                object(
                  { type: constant('TextBlock'), text: text(10_000) },
                  { wrap: { type: 'boolean' }, size: text(20), weight: text(20), color: text(20) },
                ),
              ],
            },
          },
        },
        {
          actions: {
            type: 'array',
            maxItems: 6,
            items: object({ type: constant('Action.OpenUrl'), title: text(50), url: text(2_000) }),
          },
          msteams: { type: 'object' },
        },
      ),
    }),
  },
})

const DISCORD = object(
  {
    embeds: {
      type: 'array',
      minItems: 1,
      maxItems: 10,
      items: object({
        title: text(256),
        description: text(4_096),
        color: { type: 'integer', minimum: 0, maximum: 0xff_ff_ff },
        timestamp: text(30),
      }),
    },
    allowed_mentions: object({ parse: { type: 'array', maxItems: 0 } }),
  },
  { content: text(2_000, 0), username: text(80), avatar_url: text(500) },
)

const TELEGRAM = object(
  { chat_id: text(40), text: text(4_096), parse_mode: constant('HTML') },
  {
    message_thread_id: { type: 'integer' },
    link_preview_options: object({ is_disabled: { type: 'boolean' } }),
    disable_notification: { type: 'boolean' },
  },
)

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
const PAGERDUTY = {
  oneOf: [
    object({ routing_key: text(32, 32), event_action: constant('resolve'), dedup_key: text(255) }),
    object(
      {
        routing_key: text(32, 32),
        event_action: constant('trigger'),
        dedup_key: text(255),
        payload: object(
          { summary: text(1_024), source: text(1_024), severity: constant('critical', 'error', 'warning', 'info') },
          {
            timestamp: text(30),
            component: text(1_024),
            group: text(1_024),
            class: text(1_024),
            custom_details: { type: 'object' },
          },
        ),
      },
      {
        client: text(200),
        client_url: text(2_000),
        links: { type: 'array', items: object({ href: text(2_000), text: text(200) }) },
      },
    ),
  ],
}

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const OPSGENIE_CREATE = object(
  { message: text(130) },
  {
    alias: text(512),
    description: text(15_000),
    responders: { type: 'array', maxItems: 50, items: { type: 'object' } },
    actions: { type: 'array', maxItems: 10, items: text(50) },
    tags: { type: 'array', maxItems: 20, items: text(50) },
    details: texts,
    entity: text(512),
    source: text(100),
    priority: constant('P1', 'P2', 'P3', 'P4', 'P5'),
    note: text(25_000),
  },
)
const OPSGENIE_CLOSE = object({}, { user: text(100), source: text(100), note: text(25_000) })

const ONCALL = object(
  { alert_uid: text(500), title: text(500), state: constant('alerting', 'ok'), message: text(10_000, 0) },
  {
    image_url: text(2_000),
    link_to_upstream_details: text(2_000),
    acknowledge_url: text(2_000),
    resolve_url: text(2_000),
  },
)

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }
const labels = {
  type: 'object',
  propertyNames: { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' },
  additionalProperties: { type: 'string' },
}
const ALERTMANAGER = object({
  version: constant('4'),
  groupKey: text(1_000),
  truncatedAlerts: { type: 'integer', minimum: 0 },
  status: constant('firing', 'resolved'),
  receiver: text(200),
  groupLabels: labels,
  commonLabels: labels,
  commonAnnotations: labels,
  externalURL: text(2_000, 0),
  alerts: {
    type: 'array',
    items: object({
      status: constant('firing', 'resolved'),
      labels,
      annotations: labels,
      startsAt: time,
      endsAt: time,
      generatorURL: text(2_000, 0),
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{16}$' },
    }),
  },
})
