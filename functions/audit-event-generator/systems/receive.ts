import { type AuditEvent, type LogSource, OCSF_VERSION } from '../../../shared/events/audit-event.ts'
import { isObject, type JsonObject, present } from '../../../shared/normalise/record.ts'
import type { Source } from '../../../shared/normalise/source.ts'

const NO_HEADERS = new Headers()

/** What AuditFlow makes of a product's record: the very adapter that receives such records normalises it. */
export const receive = (source: Source, record: JsonObject, timeMs: number): AuditEvent => {
  const made = source.normalise(record, { headers: NO_HEADERS, receivedAtMs: timeMs })
  if ('reason' in made) throw new Error(`the made-up ${source.name} record is none: ${made.reason}`)
  return made.data
}

/** What an event says beyond its record, for the products that have no adapter; absent parts are left out. */
export type Written = {
  timeMs: number
  activity: string
  classUid: number
  severity: number
  status: AuditEvent['status']
  statusCode?: string | undefined
  detail?: string | undefined
  message?: string | undefined
  user: AuditEvent['actor']['user']
  from: AuditEvent['src_endpoint']
  userAgent?: string | undefined
  resources: AuditEvent['resources']
  product: { name: string; vendor_name?: string }
  /** The product's own id of the record. */
  uid: string
  logsource: LogSource
  raw: JsonObject
}

/** The event that an adapter would make of the record. */
export const write = (parts: Written): AuditEvent =>
  present({
    time: parts.timeMs,
    activity_name: parts.activity,
    class_uid: parts.classUid,
    severity_id: parts.severity,
    status: parts.status,
    status_code: parts.statusCode,
    status_detail: parts.detail,
    message: parts.message,
    actor: { user: parts.user },
    src_endpoint: parts.from,
    http_request: parts.userAgent === undefined ? undefined : { user_agent: parts.userAgent },
    resources: parts.resources,
    metadata: { version: OCSF_VERSION, product: parts.product, uid: parts.uid },
    logsource: parts.logsource,
    raw: without(parts.raw),
  })

/** The record without its undefined members, at any depth: JSON has none. */
const without = (record: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, isObject(value) ? without(value) : value]],
    ),
  )
