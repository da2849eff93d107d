import type { Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, SEVERITY } from '../classify.ts'
import { identify } from '../identity.ts'
import type { Facts } from '../make-event.ts'
import { at, type JsonObject, name } from '../record.ts'
import { locationOf, propertiesOf, userOf } from './entra-properties.ts'

const LEVELS: ReadonlyMap<unknown, number> = new Map([
  ['low', SEVERITY.low],
  ['medium', SEVERITY.medium],
  ['high', SEVERITY.high],
])

/** Alerts of Privileged Identity Management, as Microsoft Graph gives them. */
const INCIDENT = /^#microsoft\.graph\.(\w+AlertIncident)$/
const ROLE_ALERT = 'DirectoryRole_'

/** The severity of a risk that Entra ID Protection calls `low`, `medium` or `high`. */
export function riskSeverity(level: Json | undefined): number {
  return LEVELS.get(level) ?? SEVERITY.informational
}

/** The kind of risk: `passwordSpray`, `unlikelyTravel`; of an alert of Privileged Identity Management its own. */
export function riskOf(properties: JsonObject): string | undefined {
  const kind = name(at(properties, 'riskEventType')) ?? name(at(properties, 'riskType'))
  if (kind !== undefined) return kind
  const type = name(at(properties, '@odata.type'))
  const incident = type === undefined ? undefined : INCIDENT.exec(type)?.[1]
  const definition = name(at(properties, 'alertDefinitionId'))
  return incident ?? (definition?.startsWith(ROLE_ALERT) ? definition : undefined)
}

/**
 * A risk detection, a risky user or an alert on privileged roles. The same detection comes again when its state changes.
 * https://learn.microsoft.com/graph/api/resources/riskdetection
 * @param activity the kind of risk, or the log's own name where it is the user that is at risk
 */
export function risk(record: JsonObject, activity: string, logsource: LogSource): Facts {
  const properties = propertiesOf(record)
  const state = at(properties, 'riskState')
  const level = at(properties, 'riskLevel')
  const ownId = at(properties, 'id')
  const signIn = at(properties, 'activity') === 'signin'
  return {
    status: 'Unknown',
    statusDetail: at(properties, 'riskDetail'),
    message: at(properties, 'additionalInfo'),
    severity: riskSeverity(level),
    id: identify(record, ownId, [activity, state, level, at(properties, 'riskDetail')]),
    ownId,
    times: [
      at(record, 'time'),
      at(properties, 'activityDateTime'),
      at(properties, 'detectedDateTime'),
      at(properties, 'riskLastUpdatedDateTime'),
      at(properties, 'createdDateTime'),
      at(properties, 'lastModifiedDateTime'),
    ],
    activity,
    classUid: signIn ? CLASS.authentication : CLASS.base,
    user: userOf(properties),
    address: at(properties, 'ipAddress') ?? at(record, 'callerIpAddress'),
    location: locationOf(at(properties, 'location')),
    resources: [],
    logsource,
    raw: record,
  }
}
