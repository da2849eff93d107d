import type { Json } from './audit-event.ts'
import { decodeContent, decodeUtf8, encodeContent, isJson, type Parse, parseJson } from './content.ts'
import { attributesOf, type CloudEvent, MalformedCloudEvent, toCloudEvent } from './envelope.ts'
import { deepJson } from './stringify.ts'

export { MalformedCloudEvent } from './envelope.ts'

const STRUCTURED = /^application\/cloudevents\+json\b/i
const BATCH = /^application\/cloudevents-batch\+json\b/i
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

export const STRUCTURED_TYPE = 'application/cloudevents+json; charset=utf-8'
export const BATCH_TYPE = 'application/cloudevents-batch+json; charset=utf-8'

export type HttpMessage = { headers: Record<string, string>; body: Buffer }
/** Items of a batch that are no CloudEvents; `payload` is their JSON text. */
export type BatchFault = { index: number; reason: string; payload: string }
export type Decoded = { events: CloudEvent[]; faults: BatchFault[] }

/** Whether a request claims to carry CloudEvents, in any of the three content modes. */
export function isCloudEvent(headers: Headers): boolean {
  const type = headers.get('content-type') ?? ''
  return STRUCTURED.test(type) || BATCH.test(type) || headers.has('ce-specversion') || headers.has('ce-id')
}

/**
 * Reads a CloudEvents request in binary, structured or batched content mode (HTTP protocol binding 1.0.2, section 3).
 * In a batch each faulty item is reported and the others are returned.
 * @param receivedAt RFC 3339, taken where an event has no `time`
 * @param parse for a reader of JSON that keeps more than `JSON.parse`
 * @throws MalformedCloudEvent when the request as a whole is none
 */
export function decodeHttp(headers: Headers, body: Uint8Array, receivedAt: string, parse: Parse = JSON.parse): Decoded {
  const type = headers.get('content-type') ?? ''
  if (BATCH.test(type)) return decodeBatch(body, receivedAt, parse)
  if (!STRUCTURED.test(type)) return { events: [decodeBinary(headers, body, receivedAt, parse)], faults: [] }
  return { events: [fromJson(parseJson(decodeUtf8(body), 'body', parse), receivedAt, parse)], faults: [] }
}

/** Binary content mode: attributes in `ce-` headers, percent-encoded as section 3.1.3.2 says, data as body. */
export function toBinary(event: CloudEvent): HttpMessage {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributesOf(event))) {
    if (name === 'datacontenttype') headers['content-type'] = value
    else headers[`ce-${name}`] = encodeHeader(value)
  }
  const body = encodeContent(event.data, event.datacontenttype)
  if (body.length > 0) headers['content-type'] ??= 'application/json'
  return { headers, body }
}

/** Structured content mode: the whole event as JSON. */
export function toStructured(event: CloudEvent): HttpMessage {
  return { headers: { 'content-type': STRUCTURED_TYPE }, body: Buffer.from(JSON.stringify(toJson(event))) }
}

/** Batched content mode: several events as a JSON array. */
export function toBatch(events: readonly CloudEvent[]): HttpMessage {
  return { headers: { 'content-type': BATCH_TYPE }, body: Buffer.from(JSON.stringify(events.map(toJson))) }
}

/**
 * Batched content mode for events whose data is still the bytes that came: JSON is put in as it stands.
 * @returns undefined when some data is not the JSON its content type says, so that it can't be part of a batch
 */
export function toBatchOfBytes(events: readonly CloudEvent<Buffer>[]): HttpMessage | undefined {
  const items: string[] = []
  for (const event of events) {
    const text = event.data.toString('utf8')
    if (!isJson(event.datacontenttype ?? 'application/json') || !isJsonText(text)) return undefined
    items.push(`${JSON.stringify(attributesOf(event)).slice(0, -1)},"data":${text}}`)
  }
  return { headers: { 'content-type': BATCH_TYPE }, body: Buffer.from(`[${items.join(',')}]`) }
}

/** The event in the JSON event format (1.0.2). */
export function toJson(event: CloudEvent): Record<string, unknown> {
  const json: Record<string, unknown> = attributesOf(event)
  if (event.data instanceof Uint8Array) json['data_base64'] = Buffer.from(event.data).toString('base64')
  else if (event.data !== null && event.data !== undefined) json['data'] = event.data
  return json
}

/**
 * Reads the JSON event format.
 * @throws MalformedCloudEvent
 */
export function fromJson(json: unknown, receivedAt: string, parse: Parse = JSON.parse): CloudEvent {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new MalformedCloudEvent('body: a CloudEvent is a JSON object')
  const attributes = json as Record<string, unknown>
  return toCloudEvent(attributes, dataOf(attributes, parse), receivedAt)
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function dataOf(attributes: Record<string, unknown>, parse: Parse): unknown {
  const base64 = attributes['data_base64']
  if (base64 === undefined || base64 === null) return attributes['data'] ?? null
  if (attributes['data'] !== undefined) throw new MalformedCloudEvent('data: given together with data_base64')
  if (typeof base64 !== 'string' || !BASE64.test(base64)) throw new MalformedCloudEvent('data_base64: not base64')
  const bytes = Buffer.from(base64, 'base64')
  const type = attributes['datacontenttype']
  return typeof type === 'string' && isJson(type) ? decodeContent(type, bytes, parse) : bytes
}

function decodeBatch(body: Uint8Array, receivedAt: string, parse: Parse): Decoded {
  const items = parseJson(decodeUtf8(body), 'body', parse)
  if (!Array.isArray(items)) throw new MalformedCloudEvent('body: a batch is a JSON array of CloudEvents')
  const decoded: Decoded = { events: [], faults: [] }
  items.forEach((item, index) => {
    try {
      decoded.events.push(fromJson(item, receivedAt, parse))
    } catch (fault) {
      if (!(fault instanceof MalformedCloudEvent)) throw fault
      decoded.faults.push({ index, reason: fault.message, payload: deepJson(item as Json) })
    }
  })
  return decoded
}

function decodeBinary(headers: Headers, body: Uint8Array, receivedAt: string, parse: Parse): CloudEvent {
  const attributes: Record<string, unknown> = {}
  for (const [name, value] of headers) if (name.startsWith('ce-')) attributes[name.slice(3)] = decodeHeader(value)
  const contentType = headers.get('content-type') ?? undefined
  if (contentType !== undefined) attributes['datacontenttype'] = contentType
  const traceparent = headers.get('traceparent')
  if (traceparent !== null) attributes['traceparent'] ??= traceparent
  if (attributes['specversion'] === undefined)
    throw new MalformedCloudEvent('ce-specversion: missing, and the content type is none of CloudEvents')
  return toCloudEvent(attributes, decodeContent(contentType, body, parse), receivedAt)
}

function encodeHeader(value: string): string {
  return value.replace(/[^\x21\x23\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character))
}

/** Percent sequences that are no UTF-8 are left as they stand: the sender did not mean an encoding. */
function decodeHeader(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}
