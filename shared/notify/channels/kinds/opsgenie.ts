import * as z from 'zod/mini'
import type { Template } from '../../templates/template.ts'
import type { Kind } from '../kind.ts'
import { optionalText, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import type { Secret } from '../types.ts'
import { templatesOf } from './pagerduty.ts'

const responder = z
  .strictObject({
    id: z.optional(z.string()),
    name: z.optional(z.string()),
    username: z.optional(z.string()),
    type: z.enum(['team', 'user', 'escalation', 'schedule']),
  })
  .check(z.refine(({ id, name, username }) => Boolean(id || name || username), 'needs an id, a name or a username'))

export type OpsgenieSettings = {
  api: SecretUrl
  key: Secret
  message: Template | undefined
  description: Template | undefined
  source: Template | undefined
  entity: Template | undefined
  note: Template | undefined
  /** Undefined: by the alert's level. */
  priority: string | undefined
  tags: readonly string[]
  actions: readonly string[]
  responders: readonly z.infer<typeof responder>[]
  details: Readonly<Record<string, Template>>
}

const API_URL = 'https://api.opsgenie.com/'

/** Opsgenie's Alert API, and Jira Service Management's of the same form. */
export const opsgenieKind: Kind<OpsgenieSettings> = {
  sendResolved: true,
  rateLimit: null,
  fields: {
    ...secretFields('api_key'),
    api_url: optionalText,
    message: optionalText,
    description: optionalText,
    source: optionalText,
    entity: optionalText,
    note: optionalText,
    priority: z.optional(z.enum(['P1', 'P2', 'P3', 'P4', 'P5'])),
    tags: optionalText,
    actions: optionalText,
    responders: z.optional(z.array(responder).check(z.maxLength(50))),
    details: z.optional(z.record(z.string(), z.string())),
  },
  unsupported: ['http_config', 'update_alerts'],
  read: (entry, reading) => ({
    api: reading.url({ field: 'api_url', global: 'opsgenie_api_url' }, API_URL),
    key: reading.neededSecret({ field: 'api_key', global: 'opsgenie_api_key' }, { inHeader: true }),
    message: reading.template('message'),
    description: reading.template('description'),
    source: reading.template('source'),
    entity: reading.template('entity'),
    note: reading.template('note'),
    priority: entry['priority'] as string | undefined,
    tags: listOf(reading.text({ field: 'tags' })),
    actions: listOf(reading.text({ field: 'actions' })),
    responders: (entry['responders'] ?? []) as OpsgenieSettings['responders'],
    details: templatesOf('details', entry, reading),
  }),
}

/** What Alertmanager separates by commas. */
function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
