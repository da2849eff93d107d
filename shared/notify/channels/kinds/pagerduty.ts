import * as z from 'zod/mini'
import type { Template } from '../../templates/template.ts'
import type { Kind } from '../kind.ts'
import { optionalText, type Reading, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import type { Secret } from '../types.ts'

const PAGERDUTY_SEVERITIES = ['critical', 'error', 'warning', 'info'] as const

export type PagerdutySettings = {
  url: SecretUrl
  routingKey: Secret
  /** Undefined: by the alert's level. */
  severity: (typeof PAGERDUTY_SEVERITIES)[number] | undefined
  client: string
  clientUrl: string | undefined
  description: Template | undefined
  source: Template | undefined
  class: Template | undefined
  component: Template | undefined
  group: Template | undefined
  details: Readonly<Record<string, Template>>
}

const URL_DEFAULT = 'https://events.pagerduty.com/v2/enqueue'

/** PagerDuty's Events API v2. Version 1 (`service_key`) is not supported. */
export const pagerdutyKind: Kind<PagerdutySettings> = {
  sendResolved: true,
  rateLimit: null,
  fields: {
    ...secretFields('routing_key'),
    url: optionalText,
    severity: z.optional(z.enum(PAGERDUTY_SEVERITIES)),
    client: optionalText,
    client_url: optionalText,
    description: optionalText,
    source: optionalText,
    class: optionalText,
    component: optionalText,
    group: optionalText,
    details: z.optional(z.record(z.string(), z.string())),
  },
  unsupported: ['http_config', 'timeout', 'service_key', 'service_key_file', 'images', 'links'],
  read: (entry, reading) => ({
    url: reading.url({ field: 'url', global: 'pagerduty_url' }, URL_DEFAULT),
    routingKey: reading.neededSecret({ field: 'routing_key' }),
    severity: entry['severity'] as PagerdutySettings['severity'],
    client: reading.text({ field: 'client' }) ?? 'AuditFlow',
    clientUrl: reading.text({ field: 'client_url' }),
    description: reading.template('description'),
    source: reading.template('source'),
    class: reading.template('class'),
    component: reading.template('component'),
    group: reading.template('group'),
    details: templatesOf('details', entry, reading),
  }),
}

/** A map of templates. */
export function templatesOf(
  field: string,
  entry: Readonly<Record<string, unknown>>,
  reading: Reading,
): Record<string, Template> {
  const sources = Object.entries((entry[field] ?? {}) as Record<string, string>)
  return Object.fromEntries(sources.map(([name, source]) => [name, reading.checked([field, name], source)]))
}
