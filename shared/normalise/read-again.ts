import type { Json } from '../events/audit-event.ts'
import { ALERT_TRIGGERED, AlertTriggered, AUDIT_EVENT, EVENT_REJECTED, EventRejected } from '../events/catalogue.ts'
import { parseJson as parse } from '../events/content.ts'
import { type CloudEvent, MalformedCloudEvent, toCloudEvent } from '../events/envelope.ts'
import { fromJson } from '../events/http.ts'
import { takesOf } from './body/format.ts'
import { itemsOf } from './body/items-of.ts'
import { parseBody } from './body/parse-body.ts'
import { Unreadable } from './body/unreadable.ts'
import { normaliseCloudEvent } from './cloudevent-in.ts'
import { TooManyRecords } from './envelopes/index.ts'
import { type Item, normalise } from './normalise.ts'
import type { OwnSources } from './own-sources.ts'
import { parseJson } from './parse-json.ts'
import { isObject } from './record.ts'
import type { Redaction } from './redaction/policy.ts'
import type { Context } from './source.ts'
import { SOURCES } from './sources/index.ts'

/** What was refused, as it is kept. */
export type Refused = {
  uid: string
  /** Who refused it: a function's name, or `dead-letter`. */
  stage: string
  /** The path it came to the webhook by, or its CloudEvents source. */
  origin: string
  reason: string
  payload: string
  eventType: string | null
  eventSource: string | null
  eventId: string | null
  extensions: Record<string, string> | null
  headers: Record<string, string> | null
  /** Milliseconds since 1970 UTC. */
  receivedAtMs: number
}

/** How the operator has records read: the settings of the webhook. */
export type Reading = { redaction: Redaction; own: OwnSources }

/** The events to send, and why there are none of the rest. */
export type ReadAgain = { events: CloudEvent[]; reasons: string[] }

const WEBHOOK = 'audit-event-webhook'
const SOURCE_PATH = /^\/sources\/([^/]+)$/
/** An item of a list that was no record; a line of text is never kept alone. */
const SCALAR = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/
const CUT = / ?\(payload cut to \d+ of \d+ characters\)$/
/** How often a dead letter was sent again by the analysis: it is to have its tries anew. */
const AGAIN = 'again'
/** RabbitMQ's own limit on a message is 16 MiB; one above it would hold up everything else that is to be published. */
const MAX_EVENT_BYTES = 15 * 1024 * 1024
const CHECKED = new Map<string, typeof AlertTriggered | typeof EventRejected>([
  [ALERT_TRIGGERED, AlertTriggered],
  [EVENT_REJECTED, EventRejected],
])

/**
 * What was refused read once more, after a fix of what refused it or of itself: what came to the webhook as the webhook
 * reads it, anything else as the CloudEvent that it was. Each event has the identity that it would have had.
 * @param isMended whether the payload is somebody's own, and so whole
 */
export function readAgain(refused: Refused, reading: Reading, isMended = false): ReadAgain {
  const cut = isMended ? undefined : CUT.exec(refused.reason)?.[0]
  // The reason takes the place of the row's, and must say it the next time too.
  if (cut !== undefined) return { events: [], reasons: [`only its beginning was kept${cut}`] }
  const items = attempt(() => (refused.stage === WEBHOOK ? itemsFrom : eventFrom)(refused, reading))
  if (items.length === 0) return { events: [], reasons: ['there is no record in it'] }
  const events: CloudEvent[] = []
  const reasons: string[] = []
  for (const item of items) {
    if (!item.ok) reasons.push(item.reason)
    else if (Buffer.byteLength(JSON.stringify(item.event)) > MAX_EVENT_BYTES)
      reasons.push('it is too large for a message')
    else events.push(item.event)
  }
  return { events, reasons }
}

/** The reason of what is whole again. */
export function withoutCut(reason: string): string {
  return reason.replace(CUT, '')
}

type Read = { ok: true; event: CloudEvent } | { ok: false; reason: string }

function attempt(read: () => Read[]): Read[] {
  try {
    return read()
  } catch (fault) {
    if (fault instanceof Unreadable || fault instanceof TooManyRecords || fault instanceof MalformedCloudEvent)
      return [{ ok: false, reason: fault.message }]
    // One that nobody thought of must not hold up the others for ever; what its message shows is not known.
    return [{ ok: false, reason: `reading it fails: ${fault instanceof Error ? fault.name : typeof fault}` }]
  }
}

function itemsFrom(refused: Refused, reading: Reading): Item[] {
  const { origin, payload } = refused
  const context = contextOf(refused, reading)
  if (origin === '/') return cloudEvents(payload, context)
  const name = origin === '/services/collector' ? 'auto' : (SOURCE_PATH.exec(origin)?.[1] ?? '')
  const source = SOURCES.get(name) ?? reading.own.byName.get(name)
  if (source === undefined && name !== 'auto')
    return [refusal(`no source of here reads what came by ${origin}`, payload)]
  if (SCALAR.test(payload)) return normalise(source, jsonOf(payload), context)
  const takes = takesOf(name)
  const isForm = takes.form && payload.startsWith('payload=')
  const format = isForm ? 'form' : takes.text ? 'text' : 'json'
  return itemsOf(parseBody(Buffer.from(payload), format, takes.text), source, context)
}

function cloudEvents(payload: string, context: Context): Item[] {
  const read = jsonOf(payload)
  return (Array.isArray(read) ? read : [read]).map((one) => normaliseCloudEvent(structured(one, context), context))
}

function structured(json: Json, { receivedAtMs }: Context): CloudEvent {
  return fromJson(json, new Date(receivedAtMs).toISOString(), parseJson)
}

/** What a function behind the broker refused, or a deliverer gave up. */
function eventFrom(refused: Refused, reading: Reading): Read[] {
  const context = contextOf(refused, reading)
  const event = cloudEventOf(refused, context)
  const { [AGAIN]: _, ...extensions } = event.extensions
  // It may turn out to be an audit event; nobody makes an alert of what was none.
  const isAnother = refused.eventType !== null && event.type !== refused.eventType && event.type !== AUDIT_EVENT
  if (isAnother) return [{ ok: false, reason: `type: ${event.type} in place of ${refused.eventType}` }]
  return [checked({ ...event, extensions }, context)]
}

/** A dead letter is kept as a whole CloudEvent; of what a function refused the data are. */
function cloudEventOf(refused: Refused, context: Context): CloudEvent {
  const { uid, stage, origin, payload, eventType, eventSource, eventId, extensions } = refused
  const json = jsonOf(payload)
  if (stage === 'dead-letter' || eventType === null || isCloudEvent(json)) return structured(json, context)
  const time = isObject(json) && eventType === AUDIT_EVENT ? json['time'] : undefined
  const attributes = {
    ...extensions,
    specversion: '1.0',
    id: eventId ?? uid,
    source: eventSource ?? origin,
    type: eventType,
    datacontenttype: 'application/json',
  }
  return toCloudEvent(attributes, json, timeText(time, context.receivedAtMs))
}

function isCloudEvent(json: Json): boolean {
  return isObject(json) && 'specversion' in json
}

function timeText(time: Json | undefined, otherwise: number): string {
  const date = new Date(typeof time === 'number' ? time : otherwise)
  return (Number.isNaN(date.getTime()) ? new Date(otherwise) : date).toISOString()
}

function checked(event: CloudEvent, context: Context): Read {
  if (event.type === AUDIT_EVENT) return normaliseCloudEvent(event, context)
  const schema = CHECKED.get(event.type)
  if (schema === undefined) return { ok: false, reason: `type: ${event.type} is none that can be sent again` }
  const result = schema.safeParse(event.data)
  if (result.success) return { ok: true, event }
  const faults = result.error.issues.map(({ path, message }) => `${['data', ...path].join('.')}: ${message}`)
  return { ok: false, reason: faults.join('; ') }
}

function contextOf({ headers, receivedAtMs }: Refused, { redaction, own }: Reading): Context {
  return { headers: new Headers(headers ?? {}), receivedAtMs, redaction, sources: own.recognising }
}

function refusal(reason: string, payload: string): Item {
  return { ok: false, reason, payload }
}

function jsonOf(payload: string): Json {
  return parse(payload, 'payload', parseJson) as Json
}
