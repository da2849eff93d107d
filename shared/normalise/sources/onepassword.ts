import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { locationFrom } from '../location.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source } from '../source.ts'

const PROVIDER = { origin: '/sources/1password', product: '1Password', vendor: '1Password' }
const GOOD_SIGN_INS = new Set<Json | undefined>(['success', 'firewall_reported_success'])

type Reading = {
  activity: string
  classUid: number
  status: AuditEvent['status']
  statusCode?: Json | undefined
  statusDetail?: Json | undefined
  user: User
  address: Json | undefined
  resources: Resource[]
}

/**
 * Events of 1Password's Events API, versions 1 and 2: audit events, sign-in attempts and item usages, told apart by
 * shape. https://developer.1password.com/docs/events-api/reference
 */
export const onepassword: Source = {
  name: '1password',
  logSources: [{ product: '1password', service: '1password' }],
  marks: ['uuid'],
  recognises: (record) =>
    typeof at(record, 'uuid') === 'string' && (isAudit(record) || isSignIn(record) || isItemUsage(record)),
  normalise,
}

function isAudit(record: JsonObject): boolean {
  return (
    typeof at(record, 'actor_uuid') === 'string' &&
    typeof at(record, 'action') === 'string' &&
    typeof at(record, 'object_type') === 'string'
  )
}

function isSignIn(record: JsonObject): boolean {
  return (
    isObject(at(record, 'target_user')) &&
    typeof at(record, 'category') === 'string' &&
    typeof at(record, 'type') === 'string'
  )
}

function isItemUsage(record: JsonObject): boolean {
  return (
    typeof at(record, 'item_uuid') === 'string' &&
    typeof at(record, 'vault_uuid') === 'string' &&
    isObject(at(record, 'user'))
  )
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const reading = read(record)
  if (reading === undefined) {
    return { reason: 'neither actor_uuid and action, nor target_user or item_uuid: no event of 1Password' }
  }
  const { activity, classUid, status, user, address } = reading
  const uuid = name(at(record, 'uuid'))
  const time = at(record, 'timestamp')
  const place = at(record, 'location')
  // The id's letters and digits may hold too few digits to look unique; with the time it does.
  const ownId = uuid === undefined ? undefined : `${uuid}/${name(time)}`
  const facts = {
    id: identify(record, ownId, [activity, user.uid, reading.resources[0]?.uid, address]),
    ownId: uuid,
    times: [time],
    activity,
    classUid,
    status,
    severity: severityOf(status, true),
    statusCode: reading.statusCode,
    statusDetail: reading.statusDetail,
    user,
    address,
    location: locationFrom(
      at(place, 'country') ?? at(record, 'country'),
      at(place, 'city'),
      at(place, 'latitude'),
      at(place, 'longitude'),
    ),
    resources: reading.resources,
    logsource: { product: '1password', service: '1password' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function read(record: JsonObject): Reading | undefined {
  if (isSignIn(record)) return readSignIn(record)
  if (at(record, 'item_uuid') !== undefined) return readItemUsage(record)
  const action = name(at(record, 'action'))
  return action === undefined ? undefined : readAudit(record, action)
}

function readAudit(record: JsonObject, activity: string): Reading {
  const type = name(at(record, 'object_type'))
  return {
    activity,
    classUid: classOf(`${type} ${activity}`, CLASS.apiActivity),
    status: 'Success',
    user: userOf(at(record, 'actor_details'), at(record, 'actor_uuid'), at(record, 'actor_type')),
    address: at(record, 'session', 'ip'),
    resources: [
      ...resource(type, at(record, 'object_details'), at(record, 'object_uuid')),
      ...resource(undefined, at(record, 'aux_details'), at(record, 'aux_uuid')),
    ],
  }
}

/** Named as the API names what it gives; the category is the outcome, the type its reason. */
function readSignIn(record: JsonObject): Reading {
  const category = at(record, 'category')
  return {
    activity: 'signinattempt',
    classUid: CLASS.authentication,
    status: GOOD_SIGN_INS.has(category) ? 'Success' : 'Failure',
    statusCode: category,
    statusDetail: at(record, 'type'),
    user: userOf(at(record, 'target_user'), undefined, at(record, 'target_user', 'type')),
    address: at(record, 'client', 'ip_address'),
    resources: [],
  }
}

/** Older entries do not say how the item was used. */
function readItemUsage(record: JsonObject): Reading {
  return {
    activity: name(at(record, 'action')) ?? 'itemusage',
    classUid: CLASS.apiActivity,
    status: 'Success',
    user: userOf(at(record, 'user'), undefined, at(record, 'user', 'user_type')),
    address: at(record, 'client', 'ip_address'),
    resources: [
      ...resource('item', undefined, at(record, 'item_uuid')),
      ...resource('vault', undefined, at(record, 'vault_uuid')),
    ],
  }
}

function userOf(details: Json | undefined, uuid: Json | undefined, type: Json | undefined): User {
  const email = name(at(details, 'email'))
  const uid = name(uuid) ?? name(at(details, 'uuid'))
  return present({ name: email ?? name(at(details, 'name')) ?? uid, uid, type: name(type), email_addr: email })
}

function resource(type: string | undefined, details: Json | undefined, uuid: Json | undefined): Resource[] {
  const uid = name(uuid) ?? name(at(details, 'uuid'))
  const title = name(at(details, 'email')) ?? name(at(details, 'name')) ?? uid
  return title === undefined ? [] : [present({ type, name: title, uid })]
}
