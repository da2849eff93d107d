import { at, isObject, type JsonObject } from '../record.ts'
import type { Context, Source } from '../source.ts'
import { auditEntry } from './slack-audit.ts'
import { eventCallback } from './slack-events.ts'

/**
 * Slack: callbacks of the Events API (https://docs.slack.dev/apis/events-api/) and entries of the Audit Logs API
 * (https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference), told apart by shape.
 */
export const slack: Source = {
  name: 'slack',
  logSources: [
    { product: 'slack', service: 'audit' },
    { product: 'slack', service: 'events' },
  ],
  marks: ['event_id', 'actor'],
  recognises: (record) => isCallback(record) || isEntry(record),
  normalise,
}

function isCallback(record: JsonObject): boolean {
  return (
    at(record, 'type') === 'event_callback' &&
    typeof at(record, 'event_id') === 'string' &&
    typeof at(record, 'event', 'type') === 'string'
  )
}

/** `{ action, actor: { type: 'user', user: {…} }, context: { ua, ip_address, location: { domain } } }` */
function isEntry(record: JsonObject): boolean {
  const type = at(record, 'actor', 'type')
  if (typeof type !== 'string' || typeof at(record, 'action') !== 'string') return false
  const context = at(record, 'context')
  return isObject(at(record, 'actor', type)) && isObject(at(context, 'location')) && at(context, 'ua') !== undefined
}

function normalise(record: JsonObject, context: Context) {
  if (at(record, 'type') === 'event_callback') return eventCallback(record, context)
  if (typeof at(record, 'action') === 'string') return auditEntry(record, context)
  return { reason: 'action is missing, and type is not event_callback: neither an entry of the audit log nor an event' }
}
