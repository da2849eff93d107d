import type { Json } from '../../events/audit-event.ts'
import { parsedOr } from '../parsed.ts'
import { at, isObject, type JsonObject, name } from '../record.ts'
import type { Context, Source } from '../source.ts'
import { auditLogEntry } from './github-audit-log.ts'
import { webhookDelivery } from './github-webhook.ts'

const SYSLOG_MARK = 'github_audit: '
/** What every webhook payload has at least one of, as an object. */
const WEBHOOK_PARTS = ['sender', 'repository', 'organization', 'installation', 'hook']
const ENTRY_PARTS = ['actor', 'org', 'created_at', '@timestamp', '_document_id', 'actor_ip']

/**
 * GitHub: webhook deliveries (https://docs.github.com/webhooks/webhook-events-and-payloads) and audit-log entries
 * (https://docs.github.com/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise), told apart by shape.
 */
export const github: Source = { name: 'github', split, normalise }

function split(body: Json): Json[] {
  return (Array.isArray(body) ? body : [body]).map(unwrapped)
}

/** Streams wrap an entry in `event`; GitHub Enterprise Server writes it into a syslog line. */
function unwrapped(item: Json): Json {
  const event = at(item, 'event')
  if (isObject(event) && at(item, 'action') === undefined) return event
  const line = at(item, 'message')
  const start = typeof line === 'string' ? line.indexOf(SYSLOG_MARK) : -1
  return typeof line === 'string' && start >= 0 ? parsedOr(line.slice(start + SYSLOG_MARK.length), item) : item
}

function normalise(record: JsonObject, context: Context) {
  const isDelivery = context.headers.has('x-github-event') || WEBHOOK_PARTS.some((part) => isObject(at(record, part)))
  if (isDelivery) return webhookDelivery(record, context)
  const action = name(at(record, 'action'))
  if (action !== undefined && ENTRY_PARTS.some((part) => at(record, part) !== undefined))
    return auditLogEntry(record, action, context)
  const missing = action === undefined ? 'action is missing' : 'actor, org and created_at are missing'
  return { reason: `${missing}, and so are sender and repository: neither an audit-log entry nor a webhook delivery` }
}
