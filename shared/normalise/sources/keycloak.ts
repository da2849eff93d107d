import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { parsedOr } from '../parsed.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source } from '../source.ts'
import { isLogged, logged } from './keycloak-log.ts'

const PROVIDER = { origin: '/sources/keycloak', product: 'Keycloak', vendor: 'Keycloak' }
/** `LOGIN`, `LOGIN_ERROR`; listeners that send on write `access.LOGIN` and `admin.USER-CREATE` too. */
const TYPE = /^(?:access\.|admin\.)?[A-Z][A-Z0-9_-]{2,}$/
const OPERATIONS = new Set<Json | undefined>(['CREATE', 'UPDATE', 'DELETE', 'ACTION'])
const MARKS = ['clientId', 'userId', 'ipAddress', 'sessionId', 'details', 'authDetails']
const SIGNING_IN = /LOGIN|LOGOUT|TOKEN|IMPERSONATE|AUTHENTICAT|AUTHREQID|OAUTH2|INTROSPECT|USER_INFO/
const TITLES = ['username', 'name', 'clientId', 'alias', 'realm']

/**
 * Keycloak's user and admin events: as JSON of the Admin API, of an event listener that sends them on, or as the
 * server's log has them. https://www.keycloak.org/docs-api/latest/rest-api/index.html#EventRepresentation and
 * #AdminEventRepresentation
 */
export const keycloak: Source = {
  name: 'keycloak',
  logSources: [{ product: 'keycloak' }],
  recognises: (record) => isEvent(record) || isLogged(record),
  normalise,
}

function isEvent(record: JsonObject): boolean {
  if (typeof at(record, 'realmId') !== 'string' && typeof at(record, 'authDetails', 'realmId') !== 'string')
    return false
  if (OPERATIONS.has(at(record, 'operationType'))) return typeof at(record, 'resourcePath') === 'string'
  const type = at(record, 'type')
  if (typeof type !== 'string' || !TYPE.test(type)) return false
  return MARKS.filter((mark) => at(record, mark) !== undefined).length > 1
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const log = logged(record)
  const event = log?.event ?? record
  const activity = name(at(event, 'operationType')) ?? name(at(event, 'type'))
  if (activity === undefined) return { reason: 'type and operationType are missing: no event of Keycloak' }
  const error = name(at(event, 'error'))
  const status = error !== undefined || activity.endsWith('_ERROR') ? ('Failure' as const) : ('Success' as const)
  const classUid = classFrom(activity, at(event, 'resourceType'))
  const auth = at(event, 'authDetails') ?? event
  const address = at(auth, 'ipAddress') ?? at(event, 'ipAddress')
  const time = at(event, 'time')
  const path = at(event, 'resourcePath')
  const realm = at(event, 'realmId')
  const user = userOf(event, auth)
  const impersonator = name(at(event, 'details', 'impersonator'))
  const facts = {
    id: identify(record, at(event, 'id') ?? at(event, 'uid'), [activity, time, realm, user.uid, address, path, error]),
    ownId: at(event, 'id') ?? at(event, 'uid'),
    times: [time],
    activity,
    classUid,
    status,
    severity: severityOf(status, classUid === CLASS.authentication),
    statusDetail: error,
    user: impersonator === undefined ? user : { name: impersonator },
    impersonated: impersonator === undefined ? undefined : user,
    address,
    resources: resourcesOf(event, auth),
    logsource: { product: 'keycloak' },
    raw: event,
    rawData: log?.text,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

/** An admin event is about the kind of its resource; a user event that is no signing in changes the account. */
function classFrom(activity: string, resourceType: Json | undefined): number {
  const kind = name(resourceType)
  if (kind !== undefined) return classOf(kind, CLASS.apiActivity)
  return SIGNING_IN.test(activity) ? CLASS.authentication : CLASS.accountChange
}

function userOf(event: JsonObject, auth: Json): User {
  const uid = name(at(auth, 'userId')) ?? name(at(event, 'userId'))
  const login = name(at(auth, 'username')) ?? name(at(event, 'details', 'username'))
  const email = name(at(event, 'details', 'email')) ?? (login?.includes('@') === true ? login : undefined)
  return present({ name: login ?? email ?? uid, uid, email_addr: email })
}

/** Of an admin event the thing that was changed, by the name in its representation where that came along. */
function resourcesOf(event: JsonObject, auth: Json): Resource[] {
  const path = name(at(event, 'resourcePath'))
  const client = name(at(auth, 'clientId')) ?? name(at(event, 'clientId'))
  const realm = name(at(event, 'realmId')) ?? name(at(auth, 'realmId'))
  const changed = path === undefined ? [] : [changedResource(event, path)]
  return [
    ...changed,
    ...(client === undefined ? [] : [{ type: 'client', name: client }]),
    ...(realm === undefined ? [] : [{ type: 'realm', name: name(at(event, 'realmName')) ?? realm, uid: realm }]),
  ]
}

function changedResource(event: JsonObject, path: string): Resource {
  const given = at(event, 'representation')
  const representation = isObject(given) ? given : parsedOr(given, null)
  const title = TITLES.map((key) => name(at(representation, key))).find((text) => text !== undefined)
  return present({ type: name(at(event, 'resourceType')), name: title ?? path, uid: path })
}
