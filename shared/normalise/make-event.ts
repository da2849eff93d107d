import { type AuditEvent, type Json, type LogSource, OCSF_VERSION } from '../events/audit-event.ts'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { exactText } from '../events/stringify.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { boundedId } from './identity.ts'
import { attributeText, name, prose } from './record.ts'
import { type EventTime, eventTime, rfc3339 } from './time.ts'

/** `origin` is the CloudEvent source: it names the provider, not the way the event came. */
export type Provider = { origin: string; product: string; vendor?: string }
export type User = AuditEvent['actor']['user']
export type Resource = AuditEvent['resources'][number]
export type Location = AuditEvent['src_endpoint']['location']

/** What an adapter found in a record. Values still as the provider wrote them are `Json`. */
export type Facts = {
  id: string
  /** The provider's own id of the record, whatever its shape. */
  ownId?: Json | undefined
  /** In order of preference. */
  times: readonly (Json | undefined)[]
  activity: string
  classUid: number
  severity: number
  status: AuditEvent['status']
  statusCode?: Json | undefined
  statusDetail?: Json | undefined
  message?: Json | undefined
  user: User
  impersonated?: User | undefined
  address?: Json | undefined
  location?: Location | undefined
  userAgent?: Json | undefined
  resources: Resource[]
  logsource: LogSource
  raw: Json
  /** What was received, to the letter, where `raw` is a reading of it: a line of text. */
  rawData?: string | undefined
}

/** Puts what an adapter found into the CloudEvent that AuditFlow passes on. */
export function makeEvent(provider: Provider, facts: Facts, receivedAtMs: number): CloudEvent<AuditEvent> {
  const time = eventTime(facts.times, receivedAtMs)
  return {
    specversion: '1.0',
    id: boundedId(attributeText(facts.id)),
    source: provider.origin,
    type: AUDIT_EVENT,
    time: rfc3339(time.timeMs),
    datacontenttype: 'application/json',
    data: auditEvent(provider, facts, time),
    extensions: {},
  }
}

/** Optional members are added one by one: an object copied without its undefined members costs several times as much. */
function auditEvent(provider: Provider, facts: Facts, { timeMs, note, original }: EventTime): AuditEvent {
  const product: AuditEvent['metadata']['product'] = { name: provider.product }
  if (provider.vendor !== undefined) product.vendor_name = provider.vendor
  const metadata: AuditEvent['metadata'] = { version: OCSF_VERSION, product }
  const event: AuditEvent = {
    time: timeMs,
    activity_name: facts.activity,
    class_uid: facts.classUid,
    severity_id: facts.severity,
    status: facts.status,
    actor: { user: facts.user },
    src_endpoint: whereFrom(endpoint(facts.address), facts.location),
    resources: facts.resources,
    metadata,
    logsource: facts.logsource,
    raw: facts.raw,
  }
  if (facts.impersonated !== undefined) event.actor.impersonated = facts.impersonated
  add(event, 'status_code', name(facts.statusCode))
  add(event, 'status_detail', prose(facts.statusDetail))
  add(event, 'message', prose(facts.message))
  add(event, 'raw_data', facts.rawData ?? exactText(facts.raw))
  const userAgent = prose(facts.userAgent)
  if (userAgent !== undefined) event.http_request = { user_agent: userAgent }
  add(metadata, 'uid', name(facts.ownId))
  add(metadata, 'original_time', original)
  add(metadata, 'time_note', note)
  return event
}

function add(target: { [key: string]: unknown }, key: string, value: string | undefined): void {
  if (value !== undefined) target[key] = value
}

function whereFrom(from: Endpoint, location: Location | undefined): AuditEvent['src_endpoint'] {
  const where: AuditEvent['src_endpoint'] = from
  if (location !== undefined) where.location = location
  return where
}
