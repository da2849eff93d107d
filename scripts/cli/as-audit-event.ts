import * as z from 'zod/mini'
import { AuditEvent, type Json, type LogSource, OCSF_VERSION } from '../../shared/events/audit-event.ts'
import { decodeHttp, STRUCTURED_TYPE } from '../../shared/events/http.ts'
import { normaliseCloudEvent } from '../../shared/normalise/cloudevent-in.ts'
import { recognise } from '../../shared/normalise/recognise.ts'
import { isObject, type JsonObject } from '../../shared/normalise/record.ts'

/** The log source of a provider's own record, where the user says it. */
export type GivenSource = { product?: string | undefined; service?: string | undefined }

/**
 * A normalised event as it is, a CloudEvent's, or, where a product is said, that made of a provider's record. Throws
 * `Error` saying why it is none of them.
 */
export function asAuditEvent(value: Json, source: GivenSource, nowMs: number): AuditEvent {
  if (!isObject(value)) throw new Error('the event is no JSON object')
  if (source.product !== undefined) return fromRecord(value, { ...source, product: source.product }, nowMs)
  if ('specversion' in value) return fromCloudEvent(value, nowMs)
  const checked = z.safeParse(AuditEvent, value)
  if (checked.success) return checked.data
  if (!('activity_name' in value))
    throw new Error('it is no normalised event and no CloudEvent: say whose record it is with --product and --service')
  throw new Error(checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
}

function fromCloudEvent(value: JsonObject, nowMs: number): AuditEvent {
  const headers = new Headers({ 'content-type': STRUCTURED_TYPE })
  const { events } = decodeHttp(headers, Buffer.from(JSON.stringify(value)), new Date(nowMs).toISOString())
  const item = normaliseCloudEvent(events[0]!, { headers, receivedAtMs: nowMs })
  if (!item.ok) throw new Error(item.reason)
  return item.event.data
}

/** A record that its adapter can't read still has a log source, by which rules look at it. */
function fromRecord(record: JsonObject, source: GivenSource & { product: string }, nowMs: number): AuditEvent {
  const logsource: LogSource = {
    product: source.product,
    ...(source.service !== undefined && { service: source.service }),
  }
  const adapter = recognise(undefined, record, new Headers())
  const made = adapter.normalise(record, { headers: new Headers(), receivedAtMs: nowMs })
  return 'reason' in made ? bareEvent(record, logsource, nowMs) : { ...made.data, logsource }
}

function bareEvent(raw: Json, logsource: LogSource, nowMs: number): AuditEvent {
  return {
    time: nowMs,
    activity_name: 'unknown',
    class_uid: 0,
    severity_id: 1,
    status: 'Unknown',
    actor: { user: {} },
    src_endpoint: {},
    resources: [],
    metadata: { version: OCSF_VERSION, product: { name: logsource.product } },
    logsource,
    raw,
  }
}
