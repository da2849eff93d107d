import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf, SEVERITY } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Unfit } from '../source.ts'
import { SLACK } from './slack-audit.ts'

/** Who did it, most telling first: the id of a user, or the user as an object. */
const ACTORS: readonly [string, ...string[]][] = [
  ['actor_id'],
  ['user'],
  ['user_id'],
  ['inviter'],
  ['channel', 'creator'],
  ['bot_id'],
]
/** What it was done to: an object, an id, or an id under the name with `_id`. */
const TARGETS = ['channel', 'file', 'subteam', 'item', 'workflow', 'user'].map((type) => ({ type, id: `${type}_id` }))

/** A callback of the Events API as an event of its inner event's type. */
export function eventCallback(record: JsonObject, { receivedAtMs }: Context) {
  const inner = at(record, 'event')
  const activity = name(at(inner, 'type'))
  if (activity === undefined) return { reason: 'event.type is missing: no callback of the Events API' } satisfies Unfit
  const team = name(at(record, 'team_id')) ?? name(at(record, 'enterprise_id'))
  const eventId = name(at(record, 'event_id'))
  const time = at(record, 'event_time')
  const user = userOf(inner)
  const facts = {
    id: identify(record, eventId === undefined ? undefined : `${team}/${eventId}`, [activity, time, user.uid]),
    ownId: eventId,
    times: [at(inner, 'event_ts'), time],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    // Slack tells only of what was done.
    status: 'Success' as const,
    severity: SEVERITY.informational,
    user,
    resources: resourcesOf(inner, team),
    logsource: { product: 'slack', service: 'events' },
    raw: record,
  }
  return makeEvent(SLACK, facts, receivedAtMs)
}

function userOf(inner: Json | undefined): User {
  for (const path of ACTORS) {
    const actor = at(inner, ...path)
    const uid = name(isObject(actor) ? at(actor, 'id') : actor)
    if (uid === undefined) continue
    const email = name(at(actor, 'profile', 'email'))
    const type = path[0] === 'bot_id' || at(actor, 'is_bot') === true ? 'bot' : 'user'
    return present({ name: email ?? name(at(actor, 'name')) ?? uid, uid, type, email_addr: email })
  }
  return {}
}

function resourcesOf(inner: Json | undefined, team: string | undefined): Resource[] {
  const targets = TARGETS.flatMap(({ type, id }): Resource[] => {
    const target = at(inner, type) ?? at(inner, id)
    if (isObject(target)) {
      const uid = name(at(target, 'id')) ?? name(at(target, 'ts'))
      return [present({ type, name: name(at(target, 'name')) ?? uid, uid })]
    }
    const uid = type === 'user' ? undefined : name(target)
    return uid === undefined ? [] : [{ type, name: uid, uid }]
  })
  return team === undefined ? targets : [...targets, { type: 'workspace', name: team, uid: team }]
}
