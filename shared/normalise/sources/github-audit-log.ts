import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { locationFrom } from '../location.ts'
import { type Location, makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context } from '../source.ts'
import { GITHUB } from './github-provider.ts'

const FAILED = /fail|denied|reject/i
const TARGETS = ['repo', 'org', 'business', 'team', 'user'] as const

/** Exports hold placeholders that repeat in place of ids. */
const CORE = ['action', 'created_at', '@timestamp', 'actor', 'actor_ip', 'org', 'repo', 'user', 'operation_type']

/** An audit-log entry as an event. */
export function auditLogEntry(record: JsonObject, activity: string, { receivedAtMs }: Context) {
  const status = FAILED.test(activity) ? ('Failure' as const) : ('Success' as const)
  const facts = {
    id: identify(
      record,
      at(record, '_document_id'),
      CORE.map((key) => at(record, key)),
    ),
    ownId: at(record, '_document_id'),
    times: [at(record, 'created_at'), at(record, '@timestamp')],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    status,
    severity: severityOf(status, classOf(activity, 0) === CLASS.authentication),
    user: userOf(record),
    address: at(record, 'actor_ip'),
    location: locationOf(record),
    userAgent: at(record, 'user_agent'),
    resources: resourcesOf(record),
    logsource: { product: 'github', service: 'audit' },
    raw: record,
  }
  return makeEvent(GITHUB, facts, receivedAtMs)
}

function userOf(record: JsonObject): User {
  const isBot = at(record, 'actor_is_bot')
  return present({
    name: name(at(record, 'actor')) ?? name(at(record, 'user')),
    uid: name(at(record, 'actor_id')),
    type: typeof isBot === 'boolean' ? (isBot ? 'Bot' : 'User') : undefined,
    email_addr: name(at(record, 'external_identity_nameid')),
  })
}

function locationOf(record: JsonObject): Location | undefined {
  const place = at(record, 'actor_location')
  if (!isObject(place)) return undefined
  return locationFrom(
    at(place, 'country_code'),
    at(place, 'city'),
    at(place, 'location', 'lat'),
    at(place, 'location', 'lon'),
  )
}

function resourcesOf(record: JsonObject): Resource[] {
  return TARGETS.flatMap((type) => {
    const target = name(at(record, type))
    return target === undefined ? [] : [present({ type, name: target, uid: name(at(record, `${type}_id`)) })]
  })
}
