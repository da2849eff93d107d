import { createHash } from 'node:crypto'

/**
 * A CloudEvent 1.0 as a plain value: context attributes as text (extensions included), data already decoded.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export type CloudEvent<Data = unknown> = {
  specversion: '1.0'
  id: string
  source: string
  type: string
  /** RFC 3339. Always set by us: a broker fills a missing one with its own clock, anew at each hop. */
  time: string
  subject?: string
  datacontenttype?: string
  dataschema?: string
  /** JSON values as parsed, text as string, anything else as bytes; null when there is none. */
  data: Data
  /** Extension attributes by name (lower-case letters and digits, spec section 3), e.g. `traceparent`, `story`. */
  extensions: Record<string, string>
}

/** The request or message is no CloudEvent; the message names the attribute and the reason. */
export class MalformedCloudEvent extends Error {
  override readonly name = 'MalformedCloudEvent'
}

const REQUIRED = ['id', 'source', 'type'] as const
const OPTIONAL = ['subject', 'datacontenttype', 'dataschema'] as const
const KNOWN = new Set<string>([...REQUIRED, ...OPTIONAL, 'specversion', 'time', 'data', 'data_base64'])
const ATTRIBUTE_NAME = /^[a-z0-9]+$/
/** Section 3.2, String: control characters and lone surrogates are forbidden. */
const FORBIDDEN_CHARACTERS = /[\p{Cc}\p{Cs}]/u
const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/**
 * Builds an event from decoded attributes, checking them as section 3 of the specification says.
 * @param attributes by lower-case name; values text, integer or boolean; `time` may be missing
 * @param receivedAt RFC 3339, taken for a missing `time`
 * @throws MalformedCloudEvent
 */
export function toCloudEvent(attributes: Record<string, unknown>, data: unknown, receivedAt: string): CloudEvent {
  const version = attributes['specversion']
  if (version !== '1.0') throw new MalformedCloudEvent(`specversion: ${JSON.stringify(version ?? null)} is not "1.0"`)
  const event: CloudEvent = {
    specversion: '1.0',
    id: required(attributes, 'id'),
    source: required(attributes, 'source'),
    type: required(attributes, 'type'),
    time: timeOf(attributes['time'], receivedAt),
    data,
    extensions: {},
  }
  for (const name of OPTIONAL) {
    const value = attributes[name]
    if (value !== undefined && value !== null) event[name] = asText(name, value)
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (KNOWN.has(name) || value === undefined || value === null) continue
    if (!ATTRIBUTE_NAME.test(name))
      throw new MalformedCloudEvent(`${name}: attribute names are lower-case letters and digits only`)
    event.extensions[name] = asText(name, value)
  }
  return event
}

/** The event's attributes by name, extensions included, data left out. */
export function attributesOf(event: CloudEvent): Record<string, string> {
  const attributes: Record<string, string> = {
    specversion: event.specversion,
    id: event.id,
    source: event.source,
    type: event.type,
    time: event.time,
  }
  for (const name of OPTIONAL) if (event[name] !== undefined) attributes[name] = event[name]
  return { ...attributes, ...event.extensions }
}

/**
 * The identity of an event as a UUID-shaped text: the first 128 bits of SHA-256 over source and id (CloudEvents:
 * source + id is unique). Short, so that ids of any length can be indexed.
 */
export function uidOf(source: string, id: string): string {
  const hex = createHash('sha256').update(source).update('\0').update(id).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

function required(attributes: Record<string, unknown>, name: (typeof REQUIRED)[number]): string {
  const value = attributes[name]
  if (value === undefined || value === null) throw new MalformedCloudEvent(`${name}: missing`)
  if (value === '') throw new MalformedCloudEvent(`${name}: must not be empty`)
  if (typeof value !== 'string') throw new MalformedCloudEvent(`${name}: must be a string`)
  return asText(name, value)
}

function timeOf(value: unknown, receivedAt: string): string {
  if (value === undefined || value === null) return receivedAt
  if (typeof value !== 'string' || !RFC3339.test(value) || Number.isNaN(Date.parse(value)))
    throw new MalformedCloudEvent(`time: ${JSON.stringify(value)?.slice(0, 60)} is not an RFC 3339 timestamp`)
  return value
}

function asText(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isInteger(value))
    throw new MalformedCloudEvent(`${name}: attribute values are strings, integers or booleans`)
  const text = String(value)
  if (FORBIDDEN_CHARACTERS.test(text)) throw new MalformedCloudEvent(`${name}: holds control characters`)
  return text
}
