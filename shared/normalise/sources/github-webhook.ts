import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf, SEVERITY } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context } from '../source.ts'
import { GITHUB } from './github-provider.ts'

/** The events without an action, by a member that only their payload has. */
const TELLTALES = {
  zen: 'ping',
  commits: 'push',
  forkee: 'fork',
  ref_type: 'create',
  pages: 'gollum',
  build: 'page_build',
  context: 'status',
  team: 'team_add',
}
/** A payload that neither its header nor its members name: an event of an installation alone. */
const UNNAMED = 'webhook'

/**
 * A webhook delivery as an event named `<event>.<action>`, or by the action alone where no header names the event.
 * Deliveries carry no time of their own and are sent at once: the time of receipt is taken.
 */
export function webhookDelivery(record: JsonObject, { headers, receivedAtMs }: Context) {
  const activity = activityOf(record, name(headers.get('x-github-event')))
  const delivery = headers.get('x-github-delivery') ?? undefined
  const facts = {
    id: identify(record, delivery, delivery === undefined ? [] : [activity, at(record, 'sender', 'id')]),
    ownId: delivery,
    times: [],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    status: 'Success' as const,
    severity: SEVERITY.informational,
    user: userOf(record),
    resources: resourcesOf(record),
    logsource: { product: 'github', service: 'webhook' },
    raw: record,
  }
  return makeEvent(GITHUB, facts, receivedAtMs)
}

function activityOf(record: JsonObject, event: string | undefined): string {
  const action = name(at(record, 'action'))
  if (event !== undefined) return action === undefined ? event : `${event}.${action}`
  return action ?? Object.entries(TELLTALES).find(([member]) => at(record, member) !== undefined)?.[1] ?? UNNAMED
}

function userOf(record: JsonObject): User {
  const sender = at(record, 'sender')
  if (!isObject(sender)) return present({ name: name(at(record, 'pusher', 'name')) })
  return present({ name: name(at(sender, 'login')), uid: name(at(sender, 'id')), type: name(at(sender, 'type')) })
}

function resourcesOf(record: JsonObject): Resource[] {
  return [
    ...resource('repository', at(record, 'repository'), 'full_name'),
    ...resource('organization', at(record, 'organization'), 'login'),
  ]
}

function resource(type: string, value: Json | undefined, naming: string): Resource[] {
  const title = name(at(value, naming)) ?? name(at(value, 'name'))
  return title === undefined ? [] : [present({ type, name: title, uid: name(at(value, 'id')) })]
}
