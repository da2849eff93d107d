import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { CLASS, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { locationFrom } from '../location.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/okta', product: 'Okta', vendor: 'Okta' }
const MARKS = ['published', 'uuid', 'legacyEventType', 'displayMessage', 'outcome', 'client']
const MAX_RESOURCES = 50

/** The part of an event type's name that says which class it is of; the first that fits counts. */
const CLASSES: readonly [RegExp, number][] = [
  [
    /^(?:group\.|iam\.|user\.account\.privilege|application\.user_membership|app\.access_request)/,
    CLASS.accessManagement,
  ],
  [/^(?:user\.(?:lifecycle|account|credential|mfa\.factor)|system\.(?:api_token|mfa\.factor))/, CLASS.accountChange],
  [/^(?:user\.(?:session|authentication|mfa)|policy\.evaluate_sign_on|system\.push)/, CLASS.authentication],
  [/^policy\./, CLASS.accessManagement],
]
/** What an outcome that is neither says is still open (CHALLENGE, DEFERRED, SCHEDULED) or did not come to it (SKIPPED). */
const STATUSES: ReadonlyMap<Json | undefined, AuditEvent['status']> = new Map([
  ['SUCCESS', 'Success'],
  ['ALLOW', 'Success'],
  ['FAILURE', 'Failure'],
  ['DENY', 'Failure'],
  ['RATE_LIMIT', 'Failure'],
  ['UNANSWERED', 'Failure'],
  ['ABANDONED', 'Failure'],
])
/** Okta's own scale. */
const SEVERITIES: ReadonlyMap<Json | undefined, number> = new Map([
  ['DEBUG', SEVERITY.informational],
  ['INFO', SEVERITY.informational],
  ['WARN', SEVERITY.medium],
  ['ERROR', SEVERITY.high],
])

/**
 * Entries of Okta's System Log: of event hooks, log streaming (EventBridge, Splunk) or the System Log API.
 * https://developer.okta.com/docs/reference/api/system-log/
 */
export const okta: Source = {
  name: 'okta',
  logSources: [{ product: 'okta', service: 'okta' }],
  marks: ['eventType'],
  recognises: (record) =>
    typeof at(record, 'eventType') === 'string' &&
    at(record, 'actor', 'alternateId') !== undefined &&
    MARKS.some((mark) => at(record, mark) !== undefined),
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const activity = name(at(record, 'eventType'))
  if (activity === undefined) return { reason: 'eventType is missing: no entry of the System Log' } satisfies Unfit
  const published = at(record, 'published')
  const result = at(record, 'outcome', 'result')
  const actor = at(record, 'actor')
  const client = at(record, 'client')
  const place = at(client, 'geographicalContext')
  const status = STATUSES.get(result) ?? 'Unknown'
  const classUid = classOf(activity)
  const core = [activity, published, at(actor, 'id'), at(actor, 'alternateId'), result, at(record, 'transaction', 'id')]
  const facts = {
    id: identify(record, at(record, 'uuid'), core),
    ownId: at(record, 'uuid'),
    times: [published],
    activity,
    classUid,
    status,
    severity: SEVERITIES.get(at(record, 'severity')) ?? severityOf(status, classUid === CLASS.authentication),
    statusCode: result,
    statusDetail: at(record, 'outcome', 'reason'),
    message: at(record, 'displayMessage'),
    user: userOf(actor),
    address: at(client, 'ipAddress'),
    location: locationFrom(
      at(place, 'country'),
      at(place, 'city'),
      at(place, 'geolocation', 'lat'),
      at(place, 'geolocation', 'lon'),
    ),
    userAgent: at(client, 'userAgent', 'rawUserAgent'),
    resources: resourcesOf(at(record, 'target')),
    logsource: { product: 'okta', service: 'okta' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function classOf(eventType: string): number {
  for (const [pattern, classUid] of CLASSES) if (pattern.test(eventType)) return classUid
  return CLASS.apiActivity
}

/** Okta writes `unknown` where an actor or target has no login. */
function loginOf(entity: Json | undefined): string | undefined {
  const login = name(at(entity, 'alternateId'))
  return login === undefined || login === 'unknown' ? (name(at(entity, 'displayName')) ?? login) : login
}

function userOf(actor: Json | undefined): User {
  const login = loginOf(actor)
  return present({
    name: login,
    uid: name(at(actor, 'id')),
    type: name(at(actor, 'type')),
    email_addr: login?.includes('@') === true ? login : undefined,
  })
}

function resourcesOf(targets: Json | undefined): Resource[] {
  if (!Array.isArray(targets)) return []
  return targets
    .slice(0, MAX_RESOURCES)
    .map((target) => present({ type: name(at(target, 'type')), name: loginOf(target), uid: name(at(target, 'id')) }))
}
