import type { Json } from '../../events/audit-event.ts'
import { at, isObject, type JsonObject } from '../record.ts'

/** The audit logs of Google Workspace in Cloud Logging: `type.googleapis.com/ccc_hosted_reporting.ActivityProto`. */
const ACTIVITY = 'ccc_hosted_reporting.ActivityProto'
const SERVICES: readonly Json[] = ['admin.googleapis.com', 'login.googleapis.com']

/**
 * Whether an entry of Cloud Logging is one of Google Workspace's.
 * https://cloud.google.com/logging/docs/audit/gsuite-audit-logging
 */
export function isWorkspaceEntry(record: JsonObject): boolean {
  const payload = at(record, 'protoPayload')
  const metadata = at(payload, 'metadata')
  if (!isObject(metadata)) return false
  const type = at(metadata, '@type')
  if (typeof type === 'string' && type.endsWith(ACTIVITY)) return true
  return at(metadata, 'event') !== undefined && SERVICES.includes(at(payload, 'serviceName') ?? null)
}
