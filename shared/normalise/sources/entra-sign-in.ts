import type { AuditEvent, Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import type { Facts, Resource } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import { locationOf, propertiesOf, userOf } from './entra-properties.ts'
import { riskSeverity } from './entra-risk.ts'

/** Azure Monitor's name of every sign-in; Microsoft Graph gives none. */
export const SIGN_IN = 'Sign-in activity'

/** A sign-in of a user, a service principal or a managed identity. https://learn.microsoft.com/graph/api/resources/signin */
export function signIn(record: JsonObject, logsource: LogSource): Facts {
  const properties = propertiesOf(record)
  const user = userOf(properties)
  const { status, statusCode, statusDetail } = outcomeOf(record, properties)
  const risk = at(properties, 'riskLevelDuringSignIn') ?? at(properties, 'riskLevelAggregated')
  const ownId = at(properties, 'id')
  return {
    status,
    statusCode,
    statusDetail,
    severity: Math.max(severityOf(status, true), riskSeverity(risk)),
    id: identify(record, ownId, [user.uid, at(properties, 'appId'), statusCode]),
    ownId,
    times: [at(record, 'time'), at(properties, 'createdDateTime')],
    activity: name(at(record, 'operationName')) ?? SIGN_IN,
    classUid: CLASS.authentication,
    user,
    address: at(properties, 'ipAddress') ?? at(record, 'callerIpAddress'),
    location: locationOf(at(properties, 'location')),
    userAgent: at(properties, 'userAgent'),
    resources: resourcesOf(properties),
    logsource,
    raw: record,
  }
}

function resourcesOf(properties: JsonObject): Resource[] {
  const resources: Resource[] = []
  add(resources, 'application', at(properties, 'appDisplayName'), at(properties, 'appId'))
  add(resources, 'resource', at(properties, 'resourceDisplayName'), at(properties, 'resourceId'))
  return resources
}

function add(resources: Resource[], type: string, title: Json | undefined, id: Json | undefined): void {
  const uid = name(id)
  const named = name(title) ?? uid
  if (named !== undefined) resources.push(present({ type, name: named, uid }))
}

/**
 * 0 is a success; any other code a refusal or an interruption that was not answered.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
function outcomeOf(record: JsonObject, properties: JsonObject) {
  const code = name(at(properties, 'status', 'errorCode')) ?? name(at(record, 'resultType'))
  const status = statusOf(code)
  const reason = at(properties, 'status', 'failureReason') ?? at(record, 'resultDescription')
  return { status, statusCode: code, statusDetail: status === 'Failure' ? reason : undefined }
}

function statusOf(code: string | undefined): AuditEvent['status'] {
  if (code === undefined) return 'Unknown'
  return code === '0' || code === 'Success' ? 'Success' : 'Failure'
}
