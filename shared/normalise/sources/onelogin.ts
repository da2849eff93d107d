import type { Json } from '../../events/audit-event.ts'
import { severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { eventType } from './onelogin-types.ts'

const PROVIDER = { origin: '/sources/onelogin', product: 'OneLogin', vendor: 'OneLogin' }
const MARKS = [
  'actor_user_id',
  'actor_user_name',
  'actor_system',
  'user_name',
  'account_id',
  'ipaddr',
  'event_timestamp',
]
/** Each with its two members; names put together anew for every record would cost more than all the rest. */
const TARGETS = [
  'app',
  'role',
  'group',
  'policy',
  'otp_device',
  'privilege',
  'certificate',
  'trusted_idp',
  'directory',
].map((type) => ({ type, id: `${type}_id`, title: `${type}_name` }))
const ASSUMED = '3'

/**
 * OneLogin's events, of the event webhook (also called Event Broadcaster) or of the Events API. Rules know them by
 * `event_type_id`; the list of types gives it a name. https://developers.onelogin.com/api-docs/1/events/event-resource
 */
export const onelogin: Source = {
  name: 'onelogin',
  logSources: [{ product: 'onelogin', service: 'onelogin.events' }],
  marks: ['event_type_id'],
  recognises: (record) =>
    at(record, 'event_type_id') !== undefined && MARKS.filter((mark) => at(record, mark) !== undefined).length > 1,
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const typeId = name(at(record, 'event_type_id'))
  if (typeId === undefined) return { reason: 'event_type_id is missing: no event of OneLogin' } satisfies Unfit
  const { title, classUid, isFailure } = eventType(typeId)
  const time = at(record, 'created_at') ?? at(record, 'event_timestamp')
  const status = isFailure ? ('Failure' as const) : ('Success' as const)
  const address = at(record, 'ipaddr')
  const actor = userOf(at(record, 'actor_user_id'), at(record, 'actor_user_name'))
  const target = userOf(at(record, 'user_id'), at(record, 'user_name'))
  const assuming = assumingOf(record, actor.uid)
  const facts = {
    id: identify(record, ownIdOf(record), [typeId, time, actor.uid, target.uid, address]),
    ownId: at(record, 'id') ?? at(record, 'uuid'),
    times: [time],
    activity: title,
    classUid,
    status,
    severity: severityOf(status, true),
    statusDetail: at(record, 'error_description'),
    message: at(record, 'custom_message') ?? at(record, 'notes'),
    user: assuming ?? doer(record, actor, target),
    impersonated: assuming === undefined ? (typeId === ASSUMED ? target : undefined) : actor,
    address,
    userAgent: at(record, 'user_agent'),
    resources: resourcesOf(record, target, actor.uid),
    logsource: { product: 'onelogin', service: 'onelogin.events' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

/** Numbers that are counted for all accounts; the webhook gives a UUID instead. */
function ownIdOf(record: JsonObject): string | undefined {
  const id = name(at(record, 'id'))
  return id === undefined ? name(at(record, 'uuid')) : `${name(at(record, 'account_id'))}/${id}`
}

/** OneLogin writes the first and last name, or the e-mail address of a user without. */
function userOf(id: Json | undefined, fullName: Json | undefined): User {
  const title = name(fullName)?.trim()
  const uid = name(id)
  return present({ name: title ?? uid, uid, email_addr: title?.includes('@') === true ? title : undefined })
}

/** A user who acts as another is known by id only; what that other did is then the assumed identity's. */
function assumingOf(record: JsonObject, actorId: string | undefined): User | undefined {
  const uid = name(at(record, 'assuming_acting_user_id'))
  return uid === undefined || uid === '0' || uid === actorId ? undefined : { name: uid, uid }
}

/** The actor, be it a system such as `Mapping`; an event without one is of its user. */
function doer(record: JsonObject, actor: User, target: User): User {
  if (actor.name !== undefined) return actor
  const system = name(at(record, 'actor_system'))
  return system === undefined ? target : { name: system, type: 'System' }
}

/** Whoever acts upon himself is named last. */
function resourcesOf(record: JsonObject, target: User, actorId: string | undefined): Resource[] {
  const user = target.name === undefined ? [] : [present({ type: 'user', name: target.name, uid: target.uid })]
  const others = TARGETS.flatMap(({ type, id, title }): Resource[] => {
    const uid = name(at(record, id))
    const text = name(at(record, title)) ?? uid
    return text === undefined ? [] : [present({ type, name: text, uid })]
  })
  return target.uid === actorId ? [...others, ...user] : [...user, ...others]
}
