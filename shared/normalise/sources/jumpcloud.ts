import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { locationFrom } from '../location.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/jumpcloud', product: 'JumpCloud', vendor: 'JumpCloud' }
const MARKS = ['initiated_by', '@version', 'client_ip', 'geoip']

/** JumpCloud's Directory Insights. https://docs.jumpcloud.com/api/insights/directory/1.0/index.html */
export const jumpcloud: Source = {
  name: 'jumpcloud',
  logSources: [{ product: 'jumpcloud' }],
  marks: ['event_type'],
  recognises: (record) =>
    typeof at(record, 'event_type') === 'string' &&
    typeof at(record, 'service') === 'string' &&
    typeof at(record, 'organization') === 'string' &&
    MARKS.some((mark) => at(record, mark) !== undefined),
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const activity = name(at(record, 'event_type'))
  if (activity === undefined) return { reason: 'event_type is missing: no event of JumpCloud' } satisfies Unfit
  const classUid = classOfType(activity)
  const status = statusOf(record, classUid)
  const time = at(record, 'timestamp')
  const address = at(record, 'client_ip') ?? at(record, 'src_ip')
  const place = at(record, 'geoip')
  const user = userOf(record)
  const facts = {
    id: identify(record, at(record, 'id'), [activity, time, at(record, 'organization'), user.uid, user.name, address]),
    ownId: at(record, 'id'),
    times: [time],
    activity,
    classUid,
    status,
    severity: severityOf(status, classUid === CLASS.authentication),
    statusCode: at(record, 'error_code'),
    statusDetail: at(record, 'error_message'),
    message: at(record, 'message'),
    user,
    address,
    location: locationFrom(at(place, 'country_code'), undefined, at(place, 'latitude'), at(place, 'longitude')),
    resources: resourcesOf(record),
    logsource: { product: 'jumpcloud' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function classOfType(eventType: string): number {
  if (eventType === 'ldap_bind') return CLASS.authentication
  return eventType === 'association_change' ? CLASS.accessManagement : classOf(eventType, CLASS.apiActivity)
}

/** A change is told of once it is made; of a login the record must say how it ended. */
function statusOf(record: JsonObject, classUid: number): AuditEvent['status'] {
  const success = at(record, 'success') ?? at(record, 'sso_token_success')
  if (typeof success === 'boolean') return success ? 'Success' : 'Failure'
  if (name(at(record, 'error_message')) !== undefined) return 'Failure'
  return classUid === CLASS.authentication ? 'Unknown' : 'Success'
}

/** LDAP, RADIUS and logins to machines name the user beside whatever initiated it. */
function userOf(record: JsonObject): User {
  const by = at(record, 'initiated_by')
  const email = name(at(by, 'email'))
  const uid = name(at(by, 'id'))
  return present({
    name: name(at(by, 'username')) ?? email ?? name(at(record, 'username')) ?? uid,
    uid,
    type: name(at(by, 'type')),
    email_addr: email,
  })
}

function resourcesOf(record: JsonObject): Resource[] {
  const target = at(record, 'resource')
  const application = at(record, 'application')
  const connection = at(record, 'association', 'connection')
  return [
    ...resource(name(at(target, 'type')), target, ['username', 'recipient_email', 'name'], 'id'),
    ...resource(name(at(connection, 'to', 'type')), at(connection, 'to'), ['name'], 'object_id'),
    ...resource(name(at(connection, 'from', 'type')), at(connection, 'from'), ['name'], 'object_id'),
    ...resource('application', application, ['display_label', 'name'], 'id'),
    ...resource('system', at(record, 'system'), ['hostname', 'displayName'], 'id'),
  ]
}

function resource(type: string | undefined, thing: Json | undefined, titles: string[], id: string): Resource[] {
  if (!isObject(thing)) return []
  const uid = name(at(thing, id))
  const title = titles.map((key) => name(at(thing, key))).find((text) => text !== undefined) ?? uid
  return title === undefined ? [] : [present({ type, name: title, uid })]
}
