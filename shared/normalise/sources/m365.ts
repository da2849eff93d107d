import type { Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, classOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { defenderAlert, isDefenderAlert } from './m365-alert.ts'
import { outcomeOf } from './m365-outcome.ts'
import { member, valueIn } from './m365-record.ts'

const PROVIDER = { origin: '/sources/m365', product: 'Microsoft 365', vendor: 'Microsoft' }

const AUDIT: LogSource = { product: 'm365', service: 'audit' }
const MANAGEMENT: LogSource = { product: 'm365', service: 'threat_management' }
const DETECTION: LogSource = { product: 'm365', service: 'threat_detection' }
/** The alert that Sigma's rules look for under threat detection; all others are under threat management. */
const DETECTED = 'Activity from suspicious IP addresses'
const COMPLIANCE = 'SecurityComplianceCenter'

/** https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema#user-type */
const USER_TYPES = [
  'Regular',
  'Reserved',
  'Admin',
  'DcAdmin',
  'System',
  'Application',
  'ServicePrincipal',
  'CustomPolicy',
  'SystemPolicy',
  'PartnerTechnician',
  'Guest',
]
const NO_KEY = 'Not Available'

/**
 * Microsoft 365's unified audit log, as the Management Activity API gives it, and alerts of Microsoft Defender, as
 * Microsoft Graph does. Exchange's records are `audit` too, where Sigma's rules on mailboxes look.
 * https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema
 */
export const m365: Source = {
  name: 'm365',
  logSources: [AUDIT, MANAGEMENT, DETECTION],
  marks: ['CreationTime', 'creationtime', '@odata.type', 'serviceSource'],
  recognises: (record) => isAudit(record) || isDefenderAlert(record),
  normalise,
}

function isAudit(record: JsonObject): boolean {
  if (typeof member(record, 'CreationTime') !== 'string' || typeof member(record, 'Operation') !== 'string')
    return false
  return member(record, 'RecordType') !== undefined || member(record, 'Workload') !== undefined
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  if (isDefenderAlert(record)) {
    return makeEvent(PROVIDER, defenderAlert(record, MANAGEMENT), receivedAtMs)
  }
  const activity = name(member(record, 'Operation'))
  if (activity === undefined)
    return { reason: 'Operation is missing: neither a record of the audit log nor an alert' } satisfies Unfit
  const ownId = member(record, 'Id')
  const user = userOf(record)
  const target = member(record, 'ObjectId')
  const { status, severity, statusCode, statusDetail } = outcomeOf(record, activity)
  const facts = {
    status,
    severity,
    statusCode,
    statusDetail,
    id: identify(record, ownId, [activity, user.name, member(record, 'CreationTime'), target]),
    ownId,
    times: [member(record, 'CreationTime')],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    user,
    address:
      member(record, 'ClientIP') ??
      member(record, 'ClientIPAddress') ??
      member(record, 'ActorIpAddress') ??
      member(record, 'SenderIp'),
    userAgent:
      member(record, 'UserAgent') ??
      valueIn(member(record, 'ExtendedProperties'), 'UserAgent') ??
      member(record, 'ClientInfoString'),
    message: member(record, 'Name') ?? member(record, 'Subject'),
    resources: resourcesOf(record, target),
    logsource: logSourceOf(record),
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function userOf(record: JsonObject): User {
  const account = name(member(record, 'UserId'))
  const key = name(member(record, 'UserKey'))
  const type = member(record, 'UserType')
  return present({
    name: account,
    uid: key === NO_KEY ? undefined : key,
    type: typeof type === 'number' ? USER_TYPES[type] : name(type),
    email_addr: account?.includes('@') ? account : undefined,
  })
}

function resourcesOf(record: JsonObject, target: Json | undefined): Resource[] {
  const type = name(member(record, 'ItemType')) ?? name(member(record, 'EntityType'))
  const resources: Resource[] = []
  add(resources, type, target)
  add(resources, 'mailbox', member(record, 'MailboxOwnerUPN'))
  add(resources, name(member(record, 'TargetUserOrGroupType')) ?? 'user', member(record, 'TargetUserOrGroupName'))
  return resources
}

function add(resources: Resource[], type: string | undefined, title: Json | undefined): void {
  const named = name(title)
  if (named !== undefined) resources.push(present({ type, name: named }))
}

function logSourceOf(record: JsonObject): LogSource {
  if (member(record, 'Workload') !== COMPLIANCE) return AUDIT
  return member(record, 'Name') === DETECTED ? DETECTION : MANAGEMENT
}
