import type { Json } from '../../events/audit-event.ts'
import { locationFrom } from '../location.ts'
import type { Location, Resource, User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'

/** What OCSF writes where a class asks for a name that nobody knows. */
const UNKNOWN = 'Unknown'
const MAX_RESOURCES = 20
const MAX_GROUPS = 100

/** What has no place in OCSF: of our own exports, the rest of the audit event. */
export function unmapped(record: JsonObject): Json | undefined {
  return at(record, 'unmapped')
}

/** @param more members of a user that OCSF has no place for */
export function userOf(user: Json | undefined, more?: Json | undefined): User {
  const groups = at(user, 'groups')
  return present({
    name: known(at(user, 'name')),
    uid: name(at(user, 'uid')),
    type: name(at(user, 'type')),
    email_addr: name(at(user, 'email_addr')),
    groups: Array.isArray(groups) ? groups.slice(0, MAX_GROUPS).map(groupOf) : undefined,
    account_uid: name(at(user, 'account', 'uid')) ?? name(at(more, 'account_uid')),
    arn: name(at(more, 'arn')),
  })
}

function groupOf(group: Json) {
  return present({ name: name(at(group, 'name')) ?? name(group), uid: name(at(group, 'uid')) })
}

export function locationOf(place: Json | undefined): Location | undefined {
  if (!isObject(place)) return undefined
  // Up to version 1.3 `coordinates` are a pair, the longitude first.
  const pair = at(place, 'coordinates')
  const [long, lat] = Array.isArray(pair) ? pair : []
  return locationFrom(at(place, 'country'), at(place, 'city'), at(place, 'lat') ?? lat, at(place, 'long') ?? long)
}

/** The thing acted upon: what the class has a name for, else the account, the group or the service. */
export function resourcesOf(record: JsonObject): Resource[] {
  const listed = at(record, 'resources') ?? at(unmapped(record), 'resources') ?? listOf(at(record, 'resource'))
  if (Array.isArray(listed)) return listed.slice(0, MAX_RESOURCES).map(resourceOf)
  // Our own exports name what they know in full.
  if (at(unmapped(record), 'logsource') !== undefined) return []
  for (const type of ['user', 'group', 'policy', 'service', 'dst_endpoint', 'entity', 'file', 'process', 'device']) {
    if (type === 'user' && at(record, 'actor', 'user') === undefined) continue
    const target = at(record, type)
    const title = known(at(target, 'name')) ?? name(at(target, 'hostname')) ?? name(at(target, 'ip'))
    const uid = name(at(target, 'uid'))
    if (title !== undefined || uid !== undefined) return [present({ type, name: title, uid })]
  }
  return []
}

function listOf(item: Json | undefined): Json | undefined {
  return item === undefined ? undefined : [item]
}

function resourceOf(resource: Json): Resource {
  const data = at(resource, 'data')
  return {
    ...(isObject(data) ? texts(data) : texts(resource)),
    ...present({
      type: name(at(resource, 'type')),
      name: known(at(resource, 'name')),
      uid: name(at(resource, 'uid')),
      namespace: name(at(resource, 'namespace')),
    }),
  }
}

const OWN_MEMBERS = ['subresource', 'api_group']

/** What of a resource OCSF has no place for, as adapters write it. */
function texts(source: Json): JsonObject {
  const found: JsonObject = {}
  for (const key of OWN_MEMBERS) {
    const text = name(at(source, key))
    if (text !== undefined) found[key] = text
  }
  return found
}

function known(value: Json | undefined): string | undefined {
  const text = name(value)
  return text === UNKNOWN ? undefined : text
}
