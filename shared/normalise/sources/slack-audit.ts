import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Unfit } from '../source.ts'

/** One CloudEvent source for all that comes from Slack. */
export const SLACK = { origin: '/sources/slack', product: 'Slack', vendor: 'Slack' }
const FAILED = /fail|denied|reject|blocked/

/** An entry of the Audit Logs API as an event. */
export function auditEntry(record: JsonObject, { receivedAtMs }: Context) {
  const activity = name(at(record, 'action'))
  if (activity === undefined) return { reason: 'action is empty: no entry of the audit log' } satisfies Unfit
  const actor = insideOf(at(record, 'actor'))
  const entity = insideOf(at(record, 'entity'))
  const status = FAILED.test(activity) ? ('Failure' as const) : ('Success' as const)
  const classUid = classOf(activity, CLASS.apiActivity)
  const time = at(record, 'date_create')
  const address = at(record, 'context', 'ip_address')
  const facts = {
    id: identify(record, at(record, 'id'), [activity, time, at(actor, 'id'), at(entity, 'id'), address]),
    ownId: at(record, 'id'),
    times: [time],
    activity,
    classUid,
    status,
    severity: severityOf(status, classUid === CLASS.authentication),
    user: userOf(actor, at(record, 'actor', 'type')),
    address,
    userAgent: at(record, 'context', 'ua'),
    resources: [
      ...resource(at(record, 'entity', 'type'), entity),
      ...resource(at(record, 'context', 'location', 'type'), at(record, 'context', 'location')),
    ],
    logsource: { product: 'slack', service: 'audit' },
    raw: record,
  }
  return makeEvent(SLACK, facts, receivedAtMs)
}

/** An actor or entity is `{ type: 'user', user: {…} }`. */
function insideOf(wrapped: Json | undefined): Json | undefined {
  const type = at(wrapped, 'type')
  return typeof type === 'string' ? at(wrapped, type) : undefined
}

function userOf(actor: Json | undefined, type: Json | undefined): User {
  const email = name(at(actor, 'email'))
  return present({
    name: email ?? name(at(actor, 'name')) ?? name(at(actor, 'id')),
    uid: name(at(actor, 'id')),
    type: name(type),
    email_addr: email,
  })
}

function resource(type: Json | undefined, thing: Json | undefined): Resource[] {
  if (!isObject(thing)) return []
  const uid = name(at(thing, 'id'))
  const title = name(at(thing, 'email')) ?? name(at(thing, 'name')) ?? name(at(thing, 'title'))
  return [present({ type: name(type), name: title ?? uid, uid })]
}
