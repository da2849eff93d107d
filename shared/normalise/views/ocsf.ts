import { type AuditEvent, type Json, OCSF_VERSION } from '../../events/audit-event.ts'
import { deepJson } from '../../events/stringify.ts'
import { CLASS } from '../classify.ts'
import { isOcsf } from '../is-ocsf.ts'
import { type JsonObject, present } from '../record.ts'
import { type OcsfClass, OTHER, ocsfClass } from './ocsf-classes.ts'
import { chosen, endpointOf, resourceOf, userOf } from './ocsf-objects.ts'
import { METADATA_MEMBERS, unmappedOf } from './ocsf-unmapped.ts'

/** An audit event with its CloudEvent's id and source. */
export type Identified = { id: string; source: string; data: AuditEvent }

const SEVERITIES = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal']
const STATUS_IDS = { Unknown: 0, Success: 1, Failure: 2 }
/**
 * The event as OCSF 1.5 says (https://schema.ocsf.io/1.5.0); what OCSF has no place for is in `unmapped`. A record that
 * came as OCSF goes out as it came.
 */
export function toOcsf({ id, source, data }: Identified): JsonObject {
  if (isOcsf(data.raw)) return data.raw
  const kind = ocsfClass(data.class_uid)
  const activityId = kind.activityOf(data.activity_name)
  return present({
    ...classification(kind, activityId, data),
    time: data.time,
    severity_id: data.severity_id,
    severity: SEVERITIES[data.severity_id],
    status: data.status,
    status_id: STATUS_IDS[data.status],
    status_code: data.status_code,
    status_detail: data.status_detail,
    message: data.message,
    metadata: metadataOf(id, source, data),
    ...participants(kind, data),
    observables: observablesOf(kind, data),
    raw_data: data.raw_data ?? deepJson(data.raw),
    unmapped: unmappedOf(kind, data),
  }) as JsonObject
}

function classification(kind: OcsfClass, activityId: number, data: AuditEvent) {
  const activity = kind.activities[activityId] ?? data.activity_name
  return {
    class_uid: kind.uid,
    class_name: kind.name,
    category_uid: kind.categoryUid,
    category_name: kind.categoryName,
    activity_id: activityId,
    activity_name: activity,
    type_uid: kind.uid * 100 + activityId,
    type_name: `${kind.name}: ${activityId === OTHER ? 'Other' : activity}`,
  }
}

function metadataOf(id: string, source: string, { metadata, activity_name }: AuditEvent): JsonObject {
  const own = chosen(metadata, METADATA_MEMBERS)
  return { ...own, version: OCSF_VERSION, uid: id, log_provider: source, event_code: activity_name }
}

/** Who and what took part, under the names that the class has for them. */
function participants(kind: OcsfClass, data: AuditEvent): JsonObject {
  if (kind.uid === CLASS.base) return {}
  const { http_request: request, src_endpoint: from, resources } = data
  const common = {
    actor: { user: userOf(data.actor.user) },
    src_endpoint: endpointOf(from),
    ...(request !== undefined && { http_request: request as JsonObject }),
  }
  const target = resources[0]
  const named = resources.map(resourceOf)
  if (kind.uid === CLASS.apiActivity) return { ...common, api: { operation: data.activity_name }, resources: named }
  if (kind.uid === CLASS.authentication)
    return { ...common, user: userOf(data.actor.user), service: { name: target?.name ?? data.metadata.product.name } }
  const user = userOf(target === undefined ? data.actor.user : chosen(target, ['name', 'uid']))
  if (kind.uid === CLASS.accountChange) return { ...common, user }
  return { ...common, user, privileges: [data.activity_name], resources: named }
}

/** Types 2 and 4 of OCSF's `observable`: an IP address, a user's name. */
function observablesOf(kind: OcsfClass, { src_endpoint: { ip }, actor }: AuditEvent): Json[] | undefined {
  if (kind.uid === CLASS.base) return undefined
  const found: Json[] = []
  if (ip !== undefined) found.push({ name: 'src_endpoint.ip', type: 'IP Address', type_id: 2, value: ip })
  const { name } = actor.user
  if (name !== undefined) found.push({ name: 'actor.user.name', type: 'User Name', type_id: 4, value: name })
  return found.length === 0 ? undefined : found
}
