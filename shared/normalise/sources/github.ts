import { at, isObject, type JsonObject, name } from '../record.ts'
import type { Context, Source } from '../source.ts'
import { auditLogEntry } from './github-audit-log.ts'
import { webhookDelivery } from './github-webhook.ts'

/** What every webhook payload has at least one of, as an object, and a member that it has there. */
const DELIVERY_PARTS = [
  ['sender', 'login'],
  ['repository', 'full_name'],
  ['organization', 'login'],
  ['installation', 'id'],
  ['hook', 'config'],
  ['security_advisory', 'ghsa_id'],
] as const
const ENTRY_PARTS = ['org', 'repo', 'business', '@timestamp', '_document_id', 'actor_ip', 'created_at']
/** `repo.create`, `org.add_member`. */
const ENTRY_ACTION = /^[a-z0-9_]+(?:\.[a-z0-9_]+)+$/

/**
 * GitHub: webhook deliveries (https://docs.github.com/webhooks/webhook-events-and-payloads) and audit-log entries
 * (https://docs.github.com/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise), told apart by shape.
 */
export const github: Source = {
  name: 'github',
  logSources: [
    { product: 'github', service: 'audit' },
    { product: 'github', service: 'webhook' },
  ],
  marks: ['action', ...DELIVERY_PARTS.map(([part]) => part)],
  header: 'x-github-event',
  recognises: (record) => isDelivery(record) || isEntry(record),
  normalise,
}

function isDelivery(record: JsonObject): boolean {
  return DELIVERY_PARTS.some(([part, member]) => at(record, part, member) !== undefined)
}

function isEntry(record: JsonObject): boolean {
  const action = at(record, 'action')
  if (typeof action !== 'string' || !ENTRY_ACTION.test(action)) return false
  if (isObject(at(record, 'actor'))) return false
  return (
    at(record, '_document_id') !== undefined || ENTRY_PARTS.filter((part) => at(record, part) !== undefined).length > 1
  )
}

function normalise(record: JsonObject, context: Context) {
  if (context.headers.has('x-github-event') || isDelivery(record)) return webhookDelivery(record, context)
  const action = name(at(record, 'action'))
  if (action !== undefined && ['actor', ...ENTRY_PARTS].some((part) => at(record, part) !== undefined))
    return auditLogEntry(record, action, context)
  if (DELIVERY_PARTS.some(([part]) => isObject(at(record, part)))) return webhookDelivery(record, context)
  const missing = action === undefined ? 'action is missing' : 'actor, org and created_at are missing'
  return { reason: `${missing}, and so are sender and repository: neither an audit-log entry nor a webhook delivery` }
}
