import type { AuditEvent } from '../../events/audit-event.ts'
import { CLASS } from '../classify.ts'
import { type JsonObject, present } from '../record.ts'
import type { OcsfClass } from './ocsf-classes.ts'
import { isPlace, others, USER_MEMBERS } from './ocsf-objects.ts'

/** What OCSF's `metadata` has a place for, as an audit event names it. */
export const METADATA_MEMBERS = [
  'version',
  'product',
  'original_time',
  'log_name',
  'log_version',
  'tenant_uid',
  'labels',
  'tags',
]

const AUDIT_EVENT_MEMBERS = `time activity_name class_uid severity_id status status_code status_detail message actor
  src_endpoint http_request resources metadata logsource raw raw_data`.split(/\s+/)

/** What of an audit event the class has no place for. */
export function unmappedOf(kind: OcsfClass, data: AuditEvent): JsonObject {
  const isBase = kind.uid === CLASS.base
  const hasResources = kind.uid === CLASS.apiActivity || kind.uid === CLASS.accessManagement
  const { actor, metadata, src_endpoint: from, http_request: request, resources } = data
  const user = isBase ? actor.user : others(actor.user, [...USER_MEMBERS, 'type', 'account_uid'])
  const keep = (part: object | undefined) => (part && Object.keys(part).length > 0 ? part : undefined)
  return present({
    ...others(data, AUDIT_EVENT_MEMBERS),
    class_uid: data.class_uid === kind.uid ? undefined : data.class_uid,
    logsource: data.logsource,
    uid: metadata.uid,
    metadata: keep(others(metadata, [...METADATA_MEMBERS, 'uid', 'event_code'])),
    user: keep(user),
    impersonated: actor.impersonated,
    src_endpoint: isBase ? keep(from) : undefined,
    location: isBase || isPlace(from.location) ? undefined : from.location,
    http_request: isBase ? request : undefined,
    resources: hasResources || resources.length === 0 ? undefined : resources,
  }) as JsonObject
}
