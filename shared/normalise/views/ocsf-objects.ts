import type { AuditEvent } from '../../events/audit-event.ts'
import { type JsonObject, present } from '../record.ts'
import { OTHER } from './ocsf-classes.ts'

type User = AuditEvent['actor']['user']

/** OCSF's own word where a class asks for what the record does not say. */
const UNKNOWN = { name: 'Unknown' }
const USER_TYPES: Record<string, number> = { user: 1, admin: 2, administrator: 2, system: 3 }
/** What OCSF's `user` has a place for, as an audit event names it. */
export const USER_MEMBERS = [
  'name',
  'uid',
  'email_addr',
  'full_name',
  'domain',
  'groups',
  'account',
  'org',
  'credential_uid',
]
const RESOURCE_MEMBERS = ['name', 'uid', 'type', 'namespace', 'region', 'version', 'hostname', 'ip', 'labels']
export function userOf(user: User): JsonObject {
  const known = chosen(user, USER_MEMBERS)
  const account = typeof user['account_uid'] === 'string' ? { account: { uid: user['account_uid'] } } : {}
  const type = user.type === undefined ? {} : { type: user.type, type_id: USER_TYPES[user.type.toLowerCase()] ?? OTHER }
  const found = { ...known, ...type, ...account }
  return 'name' in found || 'uid' in found || 'account' in found ? found : { ...UNKNOWN, ...found }
}

export function endpointOf({ ip, hostname, location }: AuditEvent['src_endpoint']): JsonObject {
  const found = present({ ip, hostname, location: isPlace(location) ? location : undefined }) as JsonObject
  return ip === undefined && hostname === undefined ? { ...UNKNOWN, ...found } : found
}

/** OCSF takes no location that is only two numbers. */
export function isPlace(location: AuditEvent['src_endpoint']['location']): boolean {
  return location?.country !== undefined || location?.city !== undefined
}

export function resourceOf(resource: AuditEvent['resources'][number]): JsonObject {
  const known = chosen(resource, RESOURCE_MEMBERS)
  const rest = others(resource, RESOURCE_MEMBERS)
  const named = 'name' in known || 'uid' in known ? known : { ...UNKNOWN, ...known }
  return Object.keys(rest).length === 0 ? named : { ...named, data: rest }
}

/** The members of those names. */
export function chosen(object: object, members: readonly string[]): JsonObject {
  const found: JsonObject = {}
  for (const [key, value] of Object.entries(object))
    if (members.includes(key) && value !== undefined) found[key] = value
  return found
}

/** All others. */
export function others(object: object, members: readonly string[]): JsonObject {
  const found: JsonObject = {}
  for (const [key, value] of Object.entries(object))
    if (!members.includes(key) && value !== undefined) found[key] = value
  return found
}
