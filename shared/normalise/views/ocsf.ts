import { type AuditEvent, type Json, OCSF_VERSION } from '../../events/audit-event.ts'
import { deepJson } from '../../events/stringify.ts'
import { CLASS } from '../classify.ts'
import { isOcsf } from '../is-ocsf.ts'
import { type JsonObject, present } from '../record.ts'
import { type OcsfClass, OTHER, ocsfClass } from './ocsf-classes.ts'

/** An audit event with its CloudEvent's id and source. */
export type Identified = { id: string; source: string; data: AuditEvent }

type User = AuditEvent['actor']['user']

const SEVERITIES = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal']
const STATUS_IDS = { Unknown: 0, Success: 1, Failure: 2 }
/** OCSF's own word where a class asks for what the record does not say. */
const UNKNOWN = { name: 'Unknown' }
const USER_TYPES: Record<string, number> = { user: 1, admin: 2, administrator: 2, system: 3 }
const USER_MEMBERS = ['name', 'uid', 'email_addr', 'full_name', 'domain', 'groups', 'account', 'org', 'credential_uid']
const RESOURCE_MEMBERS = ['name', 'uid', 'type', 'namespace', 'region', 'version', 'hostname', 'ip', 'labels']
const METADATA_MEMBERS = [
  'version',
  'product',
  'original_time',
  'log_name',
  'log_version',
  'tenant_uid',
  'labels',
  'tags',
]

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

function userOf(user: User): JsonObject {
  const known = chosen(user, USER_MEMBERS)
  const account = typeof user['account_uid'] === 'string' ? { account: { uid: user['account_uid'] } } : {}
  const type = user.type === undefined ? {} : { type: user.type, type_id: USER_TYPES[user.type.toLowerCase()] ?? OTHER }
  const found = { ...known, ...type, ...account }
  return 'name' in found || 'uid' in found || 'account' in found ? found : { ...UNKNOWN, ...found }
}

function endpointOf({ ip, hostname, location }: AuditEvent['src_endpoint']): JsonObject {
  const found = present({ ip, hostname, location: isPlace(location) ? location : undefined }) as JsonObject
  return ip === undefined && hostname === undefined ? { ...UNKNOWN, ...found } : found
}

/** OCSF takes no location that is only two numbers. */
function isPlace(location: AuditEvent['src_endpoint']['location']): boolean {
  return location?.country !== undefined || location?.city !== undefined
}

function resourceOf(resource: AuditEvent['resources'][number]): JsonObject {
  const known = chosen(resource, RESOURCE_MEMBERS)
  const rest = others(resource, RESOURCE_MEMBERS)
  const named = 'name' in known || 'uid' in known ? known : { ...UNKNOWN, ...known }
  return Object.keys(rest).length === 0 ? named : { ...named, data: rest }
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

function unmappedOf(kind: OcsfClass, data: AuditEvent): JsonObject {
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

const AUDIT_EVENT_MEMBERS = `time activity_name class_uid severity_id status status_code status_detail message actor
  src_endpoint http_request resources metadata logsource raw raw_data`.split(/\s+/)

function chosen(object: object, members: readonly string[]): JsonObject {
  const found: JsonObject = {}
  for (const [key, value] of Object.entries(object))
    if (members.includes(key) && value !== undefined) found[key] = value
  return found
}

function others(object: object, members: readonly string[]): JsonObject {
  const found: JsonObject = {}
  for (const [key, value] of Object.entries(object))
    if (!members.includes(key) && value !== undefined) found[key] = value
  return found
}
