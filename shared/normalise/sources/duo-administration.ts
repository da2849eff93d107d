import { CLASS, severityOf } from '../classify.ts'
import { parsedOr } from '../parsed.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import { classOfAction, type Reading, resource } from './duo-reading.ts'

/** Nothing in an entry names Duo: it has these members, of which only `host` and `eventtype` are of older versions. */
const MEMBERS = new Set([
  'action',
  'description',
  'eventtype',
  'host',
  'isotimestamp',
  'object',
  'timestamp',
  'username',
])
const FAILED = /error|fail|denied|lockout/

export function isAdministration(record: JsonObject): boolean {
  if (typeof at(record, 'action') !== 'string' || typeof at(record, 'username') !== 'string') return false
  if (at(record, 'timestamp') === undefined) return false
  const isMarked = at(record, 'isotimestamp') !== undefined || isDescribed(record)
  return isMarked && Object.keys(record).every((key) => MEMBERS.has(key))
}

function isDescribed(record: JsonObject): boolean {
  const description = at(record, 'description')
  return at(record, 'object') !== undefined && typeof description === 'string' && description.startsWith('{')
}

/**
 * An entry of the administrator log, or of offline enrolment. The description is JSON as text, or plain words; only that
 * of a login has the address, with the administrator's own e-mail address beside it.
 */
export function readAdministration(record: JsonObject): Reading | undefined {
  const activity = name(at(record, 'action'))
  if (activity === undefined) return undefined
  const description = at(record, 'description')
  const details = parsedOr(description, null)
  const address = at(details, 'ip_address')
  const status = FAILED.test(activity) ? ('Failure' as const) : ('Success' as const)
  const classUid = classOfAction(activity)
  return {
    core: [at(record, 'username'), at(record, 'object'), description],
    activity,
    classUid,
    status,
    severity: severityOf(status, classUid === CLASS.authentication),
    statusDetail: at(details, 'error'),
    message: details === null ? description : undefined,
    user: present({
      name: name(at(record, 'username')),
      email_addr: address === undefined ? undefined : name(at(details, 'email')),
    }),
    address,
    userAgent: at(details, 'user_agent'),
    resources: resource(undefined, at(record, 'object'), undefined),
  }
}
