import type { Json } from '../../events/audit-event.ts'
import type { Resource } from '../make-event.ts'
import { at, isObject, name, present } from '../record.ts'

/**
 * Parameters that name what an event was about, most telling first, and the kind of thing each names.
 * https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names
 */
const TARGETS = [
  ['doc_title', 'document', 'doc_id'],
  ['doc_id', 'document'],
  ['affected_email_address', 'user'],
  ['target_user', 'user'],
  ['USER_EMAIL', 'user'],
  ['GROUP_EMAIL', 'group'],
  ['group_email', 'group'],
  ['ROLE_NAME', 'role', 'ROLE_ID'],
  ['PRIVILEGE_NAME', 'privilege'],
  ['app_name', 'application', 'client_id'],
  ['API_CLIENT_NAME', 'application'],
  ['OAUTH2_APP_NAME', 'application', 'OAUTH2_APP_ID'],
  ['MOBILE_APP_PACKAGE_ID', 'application'],
  ['SETTING_NAME', 'setting'],
  ['DEVICE_ID', 'device'],
  ['subject', 'message'],
  ['APPLICATION_NAME', 'application'],
  ['ORG_UNIT_NAME', 'organizational unit'],
  ['DOMAIN_NAME', 'domain'],
] as const

/** Gmail keeps what is said of a message one level further down. */
const NESTED = 'message_info'
/** An event has a few dozen parameters at most. */
const MAX_PARAMETERS = 200

/** The parameters of an event by their names. */
export function parametersOf(list: Json | undefined): ReadonlyMap<string, Json> {
  const found = new Map<string, Json>()
  collect(list, found)
  return found
}

function collect(list: Json | undefined, found: Map<string, Json>): void {
  if (!Array.isArray(list)) return
  for (const item of list.slice(0, MAX_PARAMETERS)) {
    const title = at(item, 'name')
    if (typeof title !== 'string') continue
    if (title === NESTED) collect(at(item, 'messageValue', 'parameter'), found)
    else if (!found.has(title)) found.set(title, scalarOf(item))
  }
}

function scalarOf(item: Json): Json {
  return at(item, 'value') ?? at(item, 'intValue') ?? at(item, 'boolValue') ?? null
}

/** What an event was about: the resource it lists, else what its parameters name. */
export function targetsOf(parameters: ReadonlyMap<string, Json>, listed?: Json): Resource[] {
  if (Array.isArray(listed) && isObject(listed[0])) {
    return listed.map((item) =>
      present({ type: name(at(item, 'type')), name: name(at(item, 'title')), uid: name(at(item, 'id')) }),
    )
  }
  const resources: Resource[] = []
  for (const [parameter, kind, id] of TARGETS) {
    const title = name(parameters.get(parameter))
    if (title === undefined || (parameter === 'doc_id' && resources.length > 0)) continue
    const type = kind === 'document' ? (name(parameters.get('doc_type')) ?? kind) : kind
    resources.push(present({ type, name: title, uid: id === undefined ? undefined : name(parameters.get(id)) }))
  }
  return resources
}
