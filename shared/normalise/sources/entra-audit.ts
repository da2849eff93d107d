import type { AuditEvent, Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf, statusOfCode } from '../classify.ts'
import { identify } from '../identity.ts'
import type { Facts, Resource, User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import { locationOf, propertiesOf, userOf } from './entra-properties.ts'

const MAX_TARGETS = 50
const DENIED = /denied|unauthori[sz]ed|forbidden|insufficient/i

/** A change in the directory. https://learn.microsoft.com/graph/api/resources/directoryaudit */
export function directoryAudit(record: JsonObject, activity: string, logsource: LogSource): Facts {
  const properties = propertiesOf(record)
  const initiator = at(properties, 'initiatedBy')
  const targets = listOf(at(properties, 'targetResources'))
  const details = listOf(at(properties, 'additionalDetails'))
  const user = initiatorOf(initiator) ?? userOf(properties)
  const { status, severity, statusCode, statusDetail } = outcomeOf(record, properties)
  const ownId = at(properties, 'id')
  return {
    status,
    severity,
    statusCode,
    statusDetail,
    id: identify(record, ownId, [activity, user.uid, status, ...targets.map(changeOf)]),
    ownId,
    times: [at(record, 'time'), at(properties, 'activityDateTime'), at(properties, 'createdDateTime')],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    user,
    address:
      at(initiator, 'user', 'ipAddress') ??
      at(record, 'callerIpAddress') ??
      at(properties, 'ipAddress') ??
      at(record, 'ipAddress') ??
      detail(details, 'ipaddr'),
    location: locationOf(at(properties, 'location')),
    userAgent: at(properties, 'userAgent') ?? detail(details, 'User-Agent'),
    resources: resourcesOf(properties, targets),
    logsource,
    raw: record,
  }
}

function listOf(list: Json | undefined): Json[] {
  return Array.isArray(list) ? list : []
}

function detail(details: readonly Json[], key: string): Json | undefined {
  return at(
    details.find((item) => at(item, 'key') === key),
    'value',
  )
}

/** What became of a target: it tells apart two changes that bear one id. */
function changeOf(target: Json): Json {
  return [at(target, 'id') ?? null, ...listOf(at(target, 'modifiedProperties')).map((it) => at(it, 'newValue') ?? null)]
}

function initiatorOf(initiator: Json | undefined): User | undefined {
  const user = at(initiator, 'user')
  if (isObject(user)) {
    const upn = name(at(user, 'userPrincipalName'))
    return present({
      name: upn ?? name(at(user, 'displayName')) ?? name(at(user, 'id')),
      uid: name(at(user, 'id')),
      type: 'User',
      email_addr: upn?.includes('@') ? upn : undefined,
    })
  }
  const app = at(initiator, 'app')
  if (!isObject(app)) return undefined
  const uid = name(at(app, 'servicePrincipalId')) ?? name(at(app, 'appId'))
  const title = name(at(app, 'displayName')) ?? name(at(app, 'servicePrincipalName')) ?? uid
  return present({ name: title, uid, type: 'Application' })
}

function resourcesOf(properties: JsonObject, targets: readonly Json[]): Resource[] {
  const uri = name(at(properties, 'requestUri'))
  if (targets.length === 0) return uri === undefined ? [] : [{ type: 'url', name: uri }]
  return targets.slice(0, MAX_TARGETS).map((target) => {
    const uid = name(at(target, 'id'))
    const title = name(at(target, 'userPrincipalName')) ?? name(at(target, 'displayName')) ?? uid
    return present({ type: name(at(target, 'type')), name: title, uid })
  })
}

function outcomeOf(record: JsonObject, properties: JsonObject) {
  const result = name(at(properties, 'result')) ?? name(at(properties, 'provisioningStatusInfo', 'status'))
  const code = at(properties, 'responseStatusCode')
  const reason = name(at(properties, 'resultReason')) ?? name(at(record, 'resultDescription'))
  const status = statusFrom(result ?? name(at(record, 'resultType')), code)
  return {
    status,
    severity: severityOf(status, code === 403 || code === 401 || DENIED.test(reason ?? '')),
    statusCode: code,
    statusDetail: reason,
  }
}

function statusFrom(result: string | undefined, code: Json | undefined): AuditEvent['status'] {
  if (result === undefined) return typeof code === 'number' ? statusOfCode(code) : 'Unknown'
  if (/^(?:success|0)$/i.test(result)) return 'Success'
  return /^(?:fail|timeout|denied|error)/i.test(result) ? 'Failure' : 'Unknown'
}
