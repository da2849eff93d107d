import { AuditEvent, type Json } from '../events/audit-event.ts'
import { CANARY_SOURCE } from '../events/canary.ts'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import type { JsonContainer } from '../events/exact.ts'
import { deepJson, exactText } from '../events/stringify.ts'
import { CLASS, classOf, SEVERITY } from './classify.ts'
import { isDeeperThan, MAX_DEPTH } from './depth.ts'
import { withGridTime } from './envelopes/event-grid.ts'
import { boundedId } from './identity.ts'
import { type Facts, makeEvent } from './make-event.ts'
import { type Item, listingRedacted } from './normalise.ts'
import { knowledgeOf } from './parse-json.ts'
import { recognise } from './recognise.ts'
import { attributeText, isObject, type JsonObject, name } from './record.ts'
import { redact, redactedPaths } from './redact.ts'
import { MAX_LISTED } from './redaction/redactor.ts'
import { withoutTokens } from './redaction/tokens.ts'
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
export function normaliseCloudEvent(sent: CloudEvent, context: Context): Item {
  const event = withoutSecrets(sent, context)
  const reason = faultOf(event)
  if (reason !== undefined) {
    const { id, source, extensions, type: eventType } = event
    return { ok: false, reason, payload: deepJson(asJson(event)), eventType, event: { source, id, extensions } }
  }
  const identity = { id: boundedId(attributeText(event.id)), source: attributeText(event.source) }
  if (event.type === AUDIT_EVENT)
    return { ok: true, event: { ...event, ...identity, data: ownData(event.data as AuditEvent, context) } }
  const { time, data } = read(event, context)
  // A schema of the data that came says nothing of the AuditEvent made of it.
  const { dataschema: _, ...attributes } = event
  return { ok: true, event: { ...attributes, ...identity, type: AUDIT_EVENT, time, ...JSON_DATA, data } }
}

/** Data that has members is changed in place. */
function withoutSecrets(event: CloudEvent, context: Context): CloudEvent {
  const { data } = event
  if (typeof data === 'string') return { ...event, data: withoutTokens(data) }
  if (typeof data === 'object' && data !== null && !(data instanceof Uint8Array))
    takeOut(data as JsonContainer, context)
  return event
}

function takeOut(data: JsonContainer, { headers, redaction: policy, sources }: Context): void {
  const source = isObject(data) ? recognise(undefined, data, headers, sources) : json
  redact(data, source.name, { policy, known: knowledgeOf(data) })
}

/** An audit event is passed on with what its `raw` needs: without secrets, listed by their paths there, and to the letter. */
function ownData(data: AuditEvent, context: Context): AuditEvent {
  const { raw, metadata } = data
  if (typeof raw === 'object' && raw !== null) takeOut(raw, context)
  const paths = [...new Set([...(metadata.redacted ?? []), ...pathsInRaw(data as JsonContainer, raw)])].slice(
    0,
    MAX_LISTED,
  )
  const given = data.raw_data
  const exact = paths.length > 0 && given?.startsWith('{') === true ? deepJson(raw) : (given ?? exactText(raw))
  return {
    ...data,
    ...(paths.length > 0 && { metadata: { ...metadata, redacted: paths } }),
    ...(exact !== undefined && { raw_data: exact }),
  }
}

/** Some were taken out with the whole event, and the rest as those of the product that the record is known by. */
function pathsInRaw(data: JsonContainer, raw: Json): string[] {
  const inEvent = (redactedPaths(data) ?? []).filter((path) => path.startsWith('raw.')).map((path) => path.slice(4))
  return [...inEvent, ...(redactedPaths(raw) ?? [])]
}

const JSON_DATA = { datacontenttype: 'application/json' }

function faultOf(event: CloudEvent): string | undefined {
  if (isDeeperThan(event.data, MAX_DEPTH)) return `data: nested deeper than ${MAX_DEPTH} levels`
  const { id: _, ...others } = event
  const length = Object.entries({ ...others, ...event.extensions }).reduce(lengthOf, 0)
  if (length > MAX_ATTRIBUTES_LENGTH) return `attributes: longer than ${MAX_ATTRIBUTES_LENGTH} characters together`
  if (attributeText(event.source) === CANARY_SOURCE) return `source: ${CANARY_SOURCE} is that of AuditFlow itself`
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
  const redacted = redactedPaths(raw)
  const provider = { origin: event.source, product: name(event.source) ?? event.source }
  const made = makeEvent(provider, { ...facts, times: [given, ...facts.times], ownId: event.id }, receivedAtMs)
  const metadata = { ...made.data.metadata, event_code: title, ...(redacted && { redacted }) }
  return { time: given ?? made.time, data: { ...made.data, metadata } }
}

/** Data that is a record of a known product, as Eventarc and Event Grid send them, is read as that product's. */
function readAsKnown(raw: JsonObject, context: Context): { time: string; data: AuditEvent } | undefined {
  const source = recognise(undefined, raw, context.headers, context.sources)
  const made = source === json ? undefined : source.normalise(raw, context)
  if (made === undefined || 'reason' in made) return undefined
  const { time, data } = listingRedacted(made, raw)
  return { time, data }
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
