import type { AuditEvent, Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, classOf, SEVERITY, severityOf } from '../classify.ts'
import { countryCode } from '../country-code.ts'
import { identify } from '../identity.ts'
import { type Location, makeEvent, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { entryFacts, type Outcome } from './gcp-log-entry.ts'
import { isWorkspaceEntry } from './google-workspace-entry.ts'
import { parametersOf, targetsOf } from './google-workspace-targets.ts'

const PROVIDER = { origin: '/sources/google-workspace', product: 'Google Workspace', vendor: 'Google' }
const ADMIN: LogSource = { product: 'gcp', service: 'google_workspace.admin' }
const LOGIN: LogSource = { product: 'gcp', service: 'google_workspace.login' }
/** Cloud Logging writes what users change on their own accounts under `login.googleapis.com` too. */
const LOGINS = new Set(['login', 'user_accounts', 'saml', 'login.googleapis.com'])

const FAILED = /fail(?:ed|ure)|denied|_(?:blocked|rejected)$/i
/** Google's own warnings: of a leaked password, of spam sent, of an attack by a government. */
const WARNINGS = /^account_warning$|attack_warning$/
const ATTACK = /^(?:gov_attack_warning|suspicious_(?:programmatic_)?login(?:_less_secure_app)?)$/

/**
 * Google Workspace: activities of the Admin SDK's Reports API
 * (https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list#Activity), one event each,
 * and the same logs as Cloud Logging has them (https://cloud.google.com/logging/docs/audit/gsuite-audit-logging).
 */
export const googleWorkspace: Source = {
  name: 'google-workspace',
  logSources: [ADMIN, LOGIN],
  marks: ['kind', 'events', 'protoPayload'],
  recognises: (record) => isActivity(record) || isWorkspaceEntry(record),
  normalise: (record, context) => (isObject(at(record, 'protoPayload')) ? entry : activity)(record, context),
}

function isActivity(record: JsonObject): boolean {
  if (at(record, 'kind') === 'admin#reports#activity') return true
  return typeof at(record, 'id', 'applicationName') === 'string' && Array.isArray(at(record, 'events'))
}

/** An activity of several events was taken apart with its list; one left without events is none. */
function activity(record: JsonObject, { receivedAtMs }: Context) {
  const events = at(record, 'events')
  const event = Array.isArray(events) ? events[0] : undefined
  const title = name(at(event, 'name'))
  if (title === undefined)
    return { reason: 'events[0].name is missing: not an activity of the Reports API' } satisfies Unfit
  const ownId = ownIdOf(at(record, 'id'))
  const parameters = parametersOf(at(event, 'parameters'))
  const { user, impersonated } = whoOf(at(record, 'actor'))
  const { status, severity, statusDetail } = outcomeOf(title, at(event, 'type'), parameters)
  const address = at(record, 'ipAddress')
  const facts = {
    status,
    severity,
    statusDetail,
    user,
    impersonated,
    id: identify(record, ownId, [title, at(event, 'parameters'), user.name, impersonated?.name, address]),
    ownId,
    times: [at(record, 'id', 'time')],
    activity: title,
    classUid: classFrom(title, at(event, 'type')),
    address,
    location: locationOf(at(record, 'networkInfo')),
    resources: targetsOf(parameters, at(record, 'resourceDetails') ?? at(event, 'resourceDetails')),
    logsource: logSourceOf(at(record, 'id', 'applicationName')),
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function entry(record: JsonObject, { receivedAtMs }: Context) {
  const payload = at(record, 'protoPayload') ?? null
  const events = at(payload, 'metadata', 'event')
  const event = Array.isArray(events) ? events[0] : events
  const title = name(at(payload, 'methodName')) ?? name(at(event, 'eventName'))
  if (title === undefined)
    return { reason: 'protoPayload.methodName is missing: not an audit entry of Cloud Logging' } satisfies Unfit
  const parameters = parametersOf(at(event, 'parameter'))
  const facts = entryFacts(record, payload, title, {
    outcome: outcomeOf(name(at(event, 'eventName')) ?? title, at(event, 'eventType'), parameters),
    resources: targetsOf(parameters),
    logsource: logSourceOf(at(payload, 'serviceName')),
  })
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

/** A qualifier tells apart what happened at one time in one application. */
function ownIdOf(id: Json | undefined): string | undefined {
  const parts = [at(id, 'time'), at(id, 'uniqueQualifier'), at(id, 'applicationName')].map(name)
  return parts.includes(undefined) ? undefined : parts.join('|')
}

/** An application may act as a user, by domain-wide delegation: it is the one that acts. */
function whoOf(actor: Json | undefined): { user: User; impersonated?: User } {
  const email = name(at(actor, 'email'))
  const uid = name(at(actor, 'profileId'))
  const application = at(actor, 'applicationInfo')
  const title = name(at(application, 'applicationName')) ?? name(at(application, 'oauthClientId'))
  const user = present({
    name: email ?? name(at(actor, 'key')) ?? title ?? uid,
    uid,
    type: name(at(actor, 'callerType')),
    email_addr: email,
  })
  if (at(application, 'impersonation') !== true || title === undefined) return { user }
  const app = present({ name: title, uid: name(at(application, 'oauthClientId')), type: 'APPLICATION' })
  return { user: app, impersonated: user }
}

function outcomeOf(title: string, kind: Json | undefined, parameters: ReadonlyMap<string, Json>): Outcome {
  const challenge = parameters.get('login_challenge_status')
  const isFailure = FAILED.test(title) || (typeof challenge === 'string' && FAILED.test(challenge))
  const status: AuditEvent['status'] = isFailure ? 'Failure' : 'Success'
  const detail = parameters.get('login_failure_type') ?? challenge
  return {
    status,
    severity: Math.max(severityOf(status, kind === 'login'), warningOf(title, kind)),
    statusDetail: isFailure ? detail : undefined,
  }
}

function warningOf(title: string, kind: Json | undefined): number {
  if (ATTACK.test(title)) return SEVERITY.high
  return WARNINGS.test(name(kind) ?? '') ? SEVERITY.medium : SEVERITY.informational
}

function classFrom(title: string, kind: Json | undefined): number {
  if (kind === 'login') return CLASS.authentication
  return classOf(`${title} ${name(kind) ?? ''}`, CLASS.apiActivity)
}

function locationOf(network: Json | undefined): Location | undefined {
  const country = countryCode(at(network, 'regionCode'))
  return country === undefined ? undefined : { country }
}

function logSourceOf(application: Json | undefined): LogSource {
  return LOGINS.has(name(application) ?? '') ? LOGIN : ADMIN
}
