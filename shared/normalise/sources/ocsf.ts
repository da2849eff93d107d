import {
  type AuditEvent,
  EARLIEST_TIME_MS,
  type Json,
  LATEST_TIME_MS,
  type LogSource,
} from '../../events/audit-event.ts'
import { severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { isOcsf } from '../is-ocsf.ts'
import { makeEvent } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { rfc3339 } from '../time.ts'
import { locationOf, resourcesOf, unmapped, userOf } from './ocsf-objects.ts'

const ORIGIN = '/sources/ocsf'
const PRODUCT = 'ocsf'
/** OCSF's own words for an activity that its numbers do not name. */
const UNNAMED = new Set(['Other', 'Unknown'])
const STATUSES: Record<string, AuditEvent['status']> = {
  1: 'Success',
  2: 'Failure',
  success: 'Success',
  failure: 'Failure',
}

/**
 * Events that are written as OCSF says already, such as those of Amazon Security Lake, and what AuditFlow's own API
 * gives with `view=ocsf`. https://schema.ocsf.io
 */
export const ocsf: Source = {
  name: 'ocsf',
  logSources: [{ product: PRODUCT }],
  marks: ['class_uid'],
  recognises: isOcsf,
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const classUid = at(record, 'class_uid')
  if (typeof classUid !== 'number' || !Number.isSafeInteger(classUid))
    return { reason: 'class_uid is missing or no whole number: not an event of OCSF' } satisfies Unfit
  const outside = unmapped(record)
  const metadata = at(record, 'metadata')
  const from = at(record, 'src_endpoint') ?? at(outside, 'src_endpoint')
  const activity = activityOf(record)
  const status = statusOf(record)
  const user = userOf(at(record, 'actor', 'user') ?? at(record, 'user') ?? at(outside, 'user'), at(outside, 'user'))
  const address = [at(from, 'ip'), at(from, 'hostname'), at(from, 'name')].map(name).find((text) => text !== undefined)
  const core = [classUid, at(record, 'time'), activity, user.name, user.uid, address, at(metadata, 'product', 'name')]
  const facts = {
    id: identify(record, at(metadata, 'uid'), core),
    ownId: at(outside, 'uid') ?? at(metadata, 'uid'),
    times: [timeOf(at(record, 'time')), at(record, 'time_dt'), at(metadata, 'original_time')],
    activity,
    classUid: wholeNumber(at(outside, 'class_uid')) ?? classUid,
    status,
    severity: severityFrom(at(record, 'severity_id')) ?? severityOf(status, false),
    statusCode: at(record, 'status_code'),
    statusDetail: at(record, 'status_detail'),
    message: at(record, 'message'),
    user,
    impersonated: at(outside, 'impersonated') === undefined ? undefined : userOf(at(outside, 'impersonated')),
    address: address === 'Unknown' ? undefined : address,
    location: locationOf(at(from, 'location') ?? at(outside, 'location')),
    userAgent: at(record, 'http_request', 'user_agent') ?? at(outside, 'http_request', 'user_agent'),
    resources: resourcesOf(record),
    logsource: logSourceOf(record),
    raw: record,
  }
  return makeEvent(providerOf(metadata), facts, receivedAtMs)
}

/** What the product calls it; our own exports keep that beside OCSF's number and caption. */
function activityOf(record: JsonObject): string {
  const code = name(at(record, 'metadata', 'event_code'))
  const own = at(unmapped(record), 'logsource') === undefined ? undefined : code
  const caption = name(at(record, 'activity_name'))
  const named = caption !== undefined && !UNNAMED.has(caption) ? caption : undefined
  const found = own ?? name(at(record, 'api', 'operation')) ?? named ?? code ?? name(at(record, 'type_name'))
  return found ?? name(at(record, 'class_name')) ?? `class ${name(at(record, 'class_uid'))}`
}

function statusOf(record: JsonObject): AuditEvent['status'] {
  const id = name(at(record, 'status_id')) ?? ''
  return STATUSES[id] ?? STATUSES[(name(at(record, 'status')) ?? '').toLowerCase()] ?? 'Unknown'
}

/** 99 is OCSF's "other": a scale of the product's own. */
function severityFrom(id: Json | undefined): number | undefined {
  return typeof id === 'number' && Number.isInteger(id) && id >= 0 && id <= 6 ? id : undefined
}

/** OCSF counts milliseconds, whatever the year. */
function timeOf(time: Json | undefined): Json | undefined {
  if (typeof time !== 'number' || !Number.isSafeInteger(time)) return time
  return time >= EARLIEST_TIME_MS && time <= LATEST_TIME_MS ? rfc3339(time) : time
}

function wholeNumber(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function providerOf(metadata: Json | undefined) {
  const product = name(at(metadata, 'product', 'name')) ?? 'OCSF'
  const vendor = name(at(metadata, 'product', 'vendor_name'))
  return vendor === undefined ? { origin: ORIGIN, product } : { origin: ORIGIN, product, vendor }
}

function logSourceOf(record: JsonObject): LogSource {
  const own = at(unmapped(record), 'logsource')
  const product = name(at(own, 'product'))
  if (product !== undefined)
    return present({ product, service: name(at(own, 'service')), category: name(at(own, 'category')) })
  const named = name(at(record, 'metadata', 'product', 'name'))
  return { product: named?.toLowerCase().replace(/[^a-z0-9.]+/g, '_') ?? PRODUCT }
}
