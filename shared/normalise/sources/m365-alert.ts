import type { Json, LogSource } from '../../events/audit-event.ts'
import { CLASS } from '../classify.ts'
import { identify } from '../identity.ts'
import type { Facts, Resource, User } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import { alertSeverity } from './m365-outcome.ts'

const MAX_EVIDENCE = 50
const TYPE = '#microsoft.graph.security.alert'
/** What evidence is called by, and the kind of thing it is. */
const EVIDENCE = [
  ['userAccount', 'userPrincipalName', 'user'],
  ['deviceDnsName', undefined, 'device'],
  ['ipAddress', undefined, 'ip address'],
  ['url', undefined, 'url'],
  ['fileDetails', 'fileName', 'file'],
  ['displayName', undefined, 'application'],
  ['primaryAddress', undefined, 'mailbox'],
] as const

/** Whether it is an alert of Microsoft Defender, as Microsoft Graph gives it. */
export function isDefenderAlert(record: JsonObject): boolean {
  if (at(record, '@odata.type') === TYPE) return true
  if (typeof at(record, 'serviceSource') !== 'string' || typeof at(record, 'title') !== 'string') return false
  return at(record, 'detectionSource') !== undefined || at(record, 'providerAlertId') !== undefined
}

/**
 * An alert; it comes again with another status when somebody works on it.
 * https://learn.microsoft.com/graph/api/resources/security-alert
 */
export function defenderAlert(record: JsonObject, logsource: LogSource): Facts {
  const title = name(at(record, 'title')) ?? name(at(record, 'category')) ?? 'Alert'
  const evidence = at(record, 'evidence')
  const items = Array.isArray(evidence) ? evidence.slice(0, MAX_EVIDENCE) : []
  const ownId = at(record, 'id')
  const changed = at(record, 'lastUpdateDateTime')
  return {
    id: identify(record, ownId, [title, at(record, 'status') ?? null, changed ?? null]),
    ownId,
    times: [changed, at(record, 'createdDateTime'), at(record, 'firstActivityDateTime')],
    activity: title,
    classUid: CLASS.base,
    status: 'Unknown',
    statusCode: at(record, 'status'),
    severity: alertSeverity(at(record, 'severity')),
    message: at(record, 'description'),
    user: userOf(items),
    address: items.map((item) => at(item, 'ipAddress')).find((address) => typeof address === 'string'),
    resources: items.flatMap(resourceOf),
    logsource,
    raw: record,
  }
}

function userOf(items: readonly Json[]): User {
  const account = items.map((item) => at(item, 'userAccount')).find((found) => found !== undefined && found !== null)
  const upn = name(at(account, 'userPrincipalName'))
  return present({
    name: upn ?? name(at(account, 'accountName')),
    uid: name(at(account, 'azureAdUserId')) ?? name(at(account, 'userSid')),
    email_addr: upn,
  })
}

function resourceOf(item: Json): Resource[] {
  for (const [key, inside, type] of EVIDENCE) {
    const title = name(inside === undefined ? at(item, key) : at(item, key, inside))
    if (title !== undefined) return [{ type, name: title }]
  }
  return []
}
