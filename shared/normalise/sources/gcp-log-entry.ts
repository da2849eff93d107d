import type { AuditEvent, Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, classOf, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import type { Facts, Resource, User } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'

/** `google.rpc.Code`: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto */
const PERMISSION_DENIED = 7
const UNAUTHENTICATED = 16

/** `LogSeverity` where it says more than that a call failed. */
const GRAVE: ReadonlyMap<unknown, number> = new Map([
  ['WARNING', SEVERITY.low],
  ['CRITICAL', SEVERITY.critical],
  ['ALERT', SEVERITY.critical],
  ['EMERGENCY', SEVERITY.fatal],
])

/** A member of an entry; some exporters write its name in lower case. */
const member = (record: JsonObject, key: string): Json | undefined => at(record, key) ?? at(record, key.toLowerCase())

/**
 * The facts of an audit entry of Cloud Logging, given what products write differently: its outcome and its resources.
 * https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry and
 * https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog
 * @param payload the entry's `protoPayload`
 */
export function entryFacts(record: JsonObject, payload: Json, activity: string, given: Given): Facts {
  const request = at(payload, 'requestMetadata')
  const address = at(request, 'callerIp') ?? at(request, 'callerIP')
  const { user, impersonated } = whoOf(at(payload, 'authenticationInfo'))
  const { status, severity, statusCode, statusDetail } = given.outcome
  const ownId = ownIdOf(record)
  return {
    status,
    severity,
    statusCode,
    statusDetail,
    user,
    impersonated,
    id: identify(record, ownId, [
      activity,
      user.name,
      impersonated?.name,
      address,
      at(payload, 'resourceName'),
      statusCode,
    ]),
    ownId,
    times: [at(record, 'timestamp'), at(payload, 'timestamp'), member(record, 'receiveTimestamp')],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    address,
    userAgent: at(request, 'callerSuppliedUserAgent'),
    resources: given.resources,
    logsource: given.logsource,
    raw: record,
  }
}

export type Outcome = Pick<Facts, 'status' | 'severity' | 'statusCode' | 'statusDetail'>
type Given = { outcome: Outcome; resources: Resource[]; logsource: LogSource }

/** An `insertId` is short, and unique only among the entries of one log and time. Exporters write times with a space. */
function ownIdOf(record: JsonObject): string | undefined {
  const insertId = name(member(record, 'insertId'))
  const log = name(member(record, 'logName'))
  const time = name(at(record, 'timestamp'))
  if (insertId === undefined || log === undefined || time === undefined) return undefined
  return `${insertId}|${log}|${time.replace(' ', 'T')}`
}

/**
 * The first of those who delegated is who really asks; the account it acts as is the one that was authenticated.
 * https://cloud.google.com/iam/docs/service-account-impersonation
 */
function whoOf(info: Json | undefined): { user: User; impersonated?: User } {
  const account = userOf(at(info, 'principalEmail') ?? at(info, 'authoritySelector'), at(info, 'principalSubject'))
  const delegates = at(info, 'serviceAccountDelegationInfo')
  if (!Array.isArray(delegates)) return { user: account }
  const [first] = delegates
  const caller = userOf(at(first, 'firstPartyPrincipal', 'principalEmail'), at(first, 'principalSubject'))
  return caller.name === undefined ? { user: account } : { user: caller, impersonated: account }
}

/** A subject is `user:EMAIL`, `serviceAccount:EMAIL` or, of a federated identity, `principal://…`. */
function userOf(email: Json | undefined, subject: Json | undefined): User {
  const uid = name(subject)
  const title = name(email) ?? uid?.replace(/^(?:user|serviceAccount):/, '')
  return present({
    name: title,
    uid,
    type: typeOf(title, uid),
    email_addr: title?.includes('@') ? title : undefined,
  })
}

function typeOf(title: string | undefined, subject: string | undefined): string | undefined {
  if (subject?.startsWith('principal') === true) return 'federated'
  return /^(user|serviceAccount):/.exec(subject ?? '')?.[1] ?? accountType(title)
}

function accountType(title: string | undefined): string | undefined {
  return title?.endsWith('.gserviceaccount.com') === true ? 'serviceAccount' : undefined
}

/** How a call ended: one that went well has an empty status or none. */
export function outcomeOf(record: JsonObject, payload: Json): Outcome {
  const answer = at(payload, 'status')
  const code = at(answer, 'code')
  const isForbidden = at(record, 'labels', 'authorization.k8s.io/decision') === 'forbid'
  const isFailure = isForbidden || (code !== undefined && code !== null && code !== 0)
  const status: AuditEvent['status'] = isFailure ? 'Failure' : 'Success'
  const isDenied = isForbidden || code === PERMISSION_DENIED || code === UNAUTHENTICATED
  const grave = GRAVE.get(at(record, 'severity')) ?? SEVERITY.informational
  return {
    status,
    severity: Math.max(severityOf(status, isDenied), grave),
    statusCode: code,
    statusDetail: at(answer, 'message'),
  }
}
