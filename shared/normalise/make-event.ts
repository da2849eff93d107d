import { type AuditEvent, type Json, type LogSource, OCSF_VERSION } from '../events/audit-event.ts'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { exactText } from '../events/stringify.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import { boundedId } from './identity.ts'
import { attributeText, name, type Present, present, prose } from './record.ts'
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

function auditEvent(provider: Provider, facts: Facts, { timeMs, note, original }: EventTime): AuditEvent {
  const userAgent = prose(facts.userAgent)
  return present({
    time: timeMs,
    activity_name: facts.activity,
    class_uid: facts.classUid,
    severity_id: facts.severity,
    status: facts.status,
    status_code: name(facts.statusCode),
    status_detail: prose(facts.statusDetail),
    message: prose(facts.message),
    actor:
      facts.impersonated === undefined ? { user: facts.user } : { user: facts.user, impersonated: facts.impersonated },
    src_endpoint: whereFrom(endpoint(facts.address), facts.location),
    http_request: userAgent === undefined ? undefined : { user_agent: userAgent },
    resources: facts.resources,
    metadata: present({
      version: OCSF_VERSION,
      product:
        provider.vendor === undefined
          ? { name: provider.product }
          : { name: provider.product, vendor_name: provider.vendor },
      uid: name(facts.ownId),
      original_time: original,
      time_note: note,
    }),
    logsource: facts.logsource,
    raw: facts.raw,
    raw_data: facts.rawData ?? exactText(facts.raw),
  })
}

function whereFrom(from: Endpoint, location: Location | undefined): Present<AuditEvent['src_endpoint']> {
  return location === undefined ? from : { ...from, location }
}
