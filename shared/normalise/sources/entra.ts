import type { LogSource } from '../../events/audit-event.ts'
import { makeEvent } from '../make-event.ts'
import { at, isObject, type JsonObject, name } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { directoryAudit } from './entra-audit.ts'
import { propertiesOf } from './entra-properties.ts'
import { risk, riskOf } from './entra-risk.ts'
import { SIGN_IN, signIn } from './entra-sign-in.ts'

const PROVIDER = { origin: '/sources/entra', product: 'Microsoft Entra ID', vendor: 'Microsoft' }

const SIGN_INS: LogSource = { product: 'azure', service: 'signinlogs' }
const AUDITS: LogSource = { product: 'azure', service: 'auditlogs' }
const RISKS: LogSource = { product: 'azure', service: 'riskdetection' }
const PIM: LogSource = { product: 'azure', service: 'pim' }

/** https://learn.microsoft.com/entra/identity/monitoring-health/concept-diagnostic-settings-logs-options */
const CATEGORIES: ReadonlyMap<unknown, LogSource> = new Map([
  ['SignInLogs', SIGN_INS],
  ['NonInteractiveUserSignInLogs', SIGN_INS],
  ['ServicePrincipalSignInLogs', SIGN_INS],
  ['ManagedIdentitySignInLogs', SIGN_INS],
  ['ADFSSignInLogs', SIGN_INS],
  ['AuditLogs', AUDITS],
  ['ProvisioningLogs', AUDITS],
  ['MicrosoftGraphActivityLogs', AUDITS],
  ['RiskyUsers', RISKS],
  ['UserRiskEvents', RISKS],
  ['RiskyServicePrincipals', RISKS],
  ['ServicePrincipalRiskEvents', RISKS],
])
/** What Azure Monitor calls a change of a user's risk; Microsoft Graph gives no name. */
const AT_RISK = 'Risky user'
/** The resource id of a tenant's own logs: `/tenants/ID/providers/Microsoft.aadiam`. */
const TENANT = /^\/tenants\/[^/]{1,64}\/providers\/microsoft\.aadiam/i
/** Alerts of Privileged Identity Management: https://learn.microsoft.com/graph/api/resources/unifiedrolemanagementalertincident */
const PIM_ALERT = /Alert(?:Incident|Configuration|Definition)?$/

/**
 * Microsoft Entra ID's logs, as Azure Monitor streams them and as Microsoft Graph gives them.
 * https://learn.microsoft.com/entra/identity/monitoring-health/overview-monitoring-health
 */
export const entra: Source = {
  name: 'entra',
  logSources: [SIGN_INS, AUDITS, RISKS, PIM],
  marks: [
    'resourceId',
    'category',
    '@odata.type',
    'createdDateTime',
    'activityDisplayName',
    'riskDetail',
    'riskEventType',
    'riskType',
    'alertDefinitionId',
  ],
  recognises: (record) => isStreamed(record) || isSignIn(record) || isAudit(record) || isRisk(record),
  normalise,
}

function isStreamed(record: JsonObject): boolean {
  const tenant = at(record, 'resourceId')
  if (typeof tenant === 'string' && TENANT.test(tenant)) return true
  return CATEGORIES.has(at(record, 'category')) && isObject(at(record, 'properties'))
}

function isSignIn(record: JsonObject): boolean {
  if (at(record, '@odata.type') === '#microsoft.graph.signIn') return true
  const isCoded = at(record, 'status', 'errorCode') !== undefined
  return isCoded && at(record, 'appId') !== undefined && typeof at(record, 'createdDateTime') === 'string'
}

function isAudit(record: JsonObject): boolean {
  if (typeof at(record, 'activityDisplayName') !== 'string') return false
  return Array.isArray(at(record, 'targetResources')) || isObject(at(record, 'initiatedBy'))
}

/** Users at risk have a state and a level without a kind of risk. */
function isRisk(record: JsonObject): boolean {
  if (at(record, 'riskDetail') !== undefined) return at(record, 'riskState') !== undefined
  const kind = riskOf(record)
  return kind !== undefined && PIM_ALERT.test(kind)
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const properties = propertiesOf(record)
  const logsource = logSourceOf(record, properties)
  const activity = name(at(record, 'operationName')) ?? name(at(properties, 'activityDisplayName'))
  if (logsource === SIGN_INS) return makeEvent(PROVIDER, signIn(record, logsource), receivedAtMs)
  if (logsource !== AUDITS) {
    const kind = riskOf(properties) ?? activity ?? AT_RISK
    return makeEvent(PROVIDER, risk(record, kind, logsource), receivedAtMs)
  }
  if (activity === undefined)
    return { reason: 'operationName is missing, and so is activityDisplayName: not a record of Entra' } satisfies Unfit
  return makeEvent(PROVIDER, directoryAudit(record, activity, logsource), receivedAtMs)
}

function logSourceOf(record: JsonObject, properties: JsonObject): LogSource {
  const streamed = CATEGORIES.get(at(record, 'category'))
  if (streamed === SIGN_INS || streamed === AUDITS) return streamed
  // A sign-in says what risk there was, too.
  if (isSignIn(record) || at(record, 'operationName') === SIGN_IN) return SIGN_INS
  const kind = riskOf(properties)
  if (kind !== undefined && PIM_ALERT.test(kind)) return PIM
  return streamed === RISKS || kind !== undefined || isRisk(record) ? RISKS : AUDITS
}
