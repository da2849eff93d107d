import { AuditEvent, type Json } from '../events/audit-event.ts'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { deepJson, exactText } from '../events/stringify.ts'
import { CLASS, classOf, SEVERITY } from './classify.ts'
import { isDeeperThan, MAX_DEPTH } from './depth.ts'
import { withGridTime } from './envelopes/event-grid.ts'
import { boundedId } from './identity.ts'
import { type Facts, makeEvent } from './make-event.ts'
import type { Item } from './normalise.ts'
import { recognise } from './recognise.ts'
import { attributeText, isObject, type JsonObject, name } from './record.ts'
import type { Context } from './source.ts'
import { factsOf, json } from './sources/json.ts'

/** All attributes together travel in one AMQP header frame, of 128 KiB at most. */
const MAX_ATTRIBUTES_LENGTH = 16 * 1024
const MAX_FAULTS = 20

/**
 * A CloudEvent from outside as an audit event, its identity and extensions kept. Data of our own type must already
 * be an AuditEvent; data of any other type is read as the record of the product it is known by, else like that of the
 * `json` source, the event's type being the name of what happened where the data has no better one.
 */
export function normaliseCloudEvent(event: CloudEvent, context: Context): Item {
  const reason = faultOf(event)
  if (reason !== undefined) return { ok: false, reason, payload: deepJson(asJson(event)), eventType: event.type }
  const identity = { id: boundedId(attributeText(event.id)), source: attributeText(event.source) }
  if (event.type === AUDIT_EVENT)
    return { ok: true, event: { ...event, ...identity, data: withExactText(event.data as AuditEvent) } }
  const { time, data } = read(event, context)
  // A schema of the data that came says nothing of the AuditEvent made of it.
  const { dataschema: _, ...attributes } = event
  return { ok: true, event: { ...attributes, ...identity, type: AUDIT_EVENT, time, ...JSON_DATA, data } }
}

/** `raw` alone could not say it further on. */
function withExactText(data: AuditEvent): AuditEvent {
  const exact = data.raw_data ?? exactText(data.raw)
  return exact === undefined ? data : { ...data, raw_data: exact }
}

const JSON_DATA = { datacontenttype: 'application/json' }

function faultOf(event: CloudEvent): string | undefined {
  if (isDeeperThan(event.data, MAX_DEPTH)) return `data: nested deeper than ${MAX_DEPTH} levels`
  const { id: _, ...others } = event
  const length = Object.entries({ ...others, ...event.extensions }).reduce(lengthOf, 0)
  if (length > MAX_ATTRIBUTES_LENGTH) return `attributes: longer than ${MAX_ATTRIBUTES_LENGTH} characters together`
  return event.type === AUDIT_EVENT ? schemaFault(event.data) : undefined
}

function lengthOf(sum: number, [key, value]: [string, unknown]): number {
  return key !== 'data' && typeof value === 'string' ? sum + key.length + value.length : sum
}

/** Every fault of an AuditEvent with its path, or undefined when there is none. */
function schemaFault(data: unknown): string | undefined {
  const result = AuditEvent.safeParse(data)
  if (result.success) return undefined
  const faults = result.error.issues.map(({ path, message }) => `${['data', ...path].join('.')}: ${message}`)
  return faults.slice(0, MAX_FAULTS).join('; ')
}

function read(event: CloudEvent, context: Context): { time: string; data: AuditEvent } {
  const { headers, receivedAtMs } = context
  const raw = jsonOf(event.data)
  const title = name(event.type) ?? event.type
  // An event without a time was given the time of receipt when it was decoded: what the data says is better.
  const given = event.time === new Date(receivedAtMs).toISOString() ? undefined : event.time
  const known = isObject(raw) ? readAsKnown(withGridTime(raw, event.type, given), context) : undefined
  if (known !== undefined) return known
  const facts = isObject(raw) ? factsOf(raw, headers, title) : bareFacts(title, raw)
  const provider = { origin: event.source, product: name(event.source) ?? event.source }
  const made = makeEvent(provider, { ...facts, times: [given, ...facts.times], ownId: event.id }, receivedAtMs)
  const metadata = { ...made.data.metadata, event_code: title }
  return { time: given ?? made.time, data: { ...made.data, metadata } }
}

/** Data that is a record of a known product, as Eventarc and Event Grid send them, is read as that product's. */
function readAsKnown(raw: JsonObject, context: Context): { time: string; data: AuditEvent } | undefined {
  const source = recognise(undefined, raw, context.headers)
  const made = source === json ? undefined : source.normalise(raw, context)
  return made === undefined || 'reason' in made ? undefined : { time: made.time, data: made.data }
}

function bareFacts(activity: string, raw: Json): Facts {
  return {
    id: '',
    times: [],
    activity,
    classUid: classOf(activity, CLASS.base),
    severity: SEVERITY.informational,
    status: 'Unknown',
    user: {},
    resources: [],
    logsource: { product: 'json' },
    raw,
  }
}

/** Data that is no JSON comes as bytes; it is kept in base64, as the JSON event format does. */
function jsonOf(data: unknown): Json {
  if (data instanceof Uint8Array) return { data_base64: Buffer.from(data).toString('base64') }
  return (data ?? null) as Json
}

function asJson({ extensions, data, ...attributes }: CloudEvent): Json {
  return { ...attributes, ...extensions, data: jsonOf(data) }
}
