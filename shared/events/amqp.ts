import { decodeUtf8, encodeContent, parseJson } from './content.ts'
import { attributesOf, type CloudEvent, MalformedCloudEvent, toCloudEvent } from './envelope.ts'
import { fromJson } from './http.ts'

/** The parts of an AMQP 0.9.1 message that the binding writes. */
export type AmqpMessage = {
  content: Buffer
  properties: { contentType: string; messageId: string; headers: Record<string, string> }
}

/** The parts that it reads; any of the properties may be missing. */
export type AmqpReceived = {
  content: Buffer
  properties: { contentType?: string | undefined; headers?: Record<string, unknown> | undefined }
}

const TRACING = new Set(['traceparent', 'tracestate'])

/**
 * Writes an event as Knative's RabbitMQ protocol binding says, binary mode (cloudevents-protocol-spec/spec.md of
 * knative-extensions/eventing-rabbitmq). The content type goes both into the property, where the text wants it, and
 * into a header, where its implementation reads it; all values are text, because filters compare text. The trace goes as
 * an extension too: the source does not pass the plain headers on.
 */
export function toAmqp(event: CloudEvent): AmqpMessage {
  const contentType = event.datacontenttype ?? 'application/json'
  const headers: Record<string, string> = { 'content-type': contentType }
  for (const [name, value] of Object.entries(attributesOf(event))) {
    if (TRACING.has(name)) headers[name] = value
    if (name !== 'datacontenttype') headers[`ce-${name}`] = value
  }
  return {
    content: encodeContent(event.data, contentType),
    properties: { contentType, messageId: event.id, headers },
  }
}

/**
 * Reads a message of the same binding, binary or structured. The data is left as the bytes that came, since whoever
 * takes messages from a queue passes them on; `decodeContent` reads them.
 * @param receivedAt RFC 3339, taken where the event has no `time`
 * @throws MalformedCloudEvent
 */
export function fromAmqp(message: AmqpReceived, receivedAt: string): CloudEvent<Buffer> {
  const { contentType, headers = {} } = message.properties
  if (contentType?.toLowerCase().startsWith('application/cloudevents+json')) {
    const event = fromJson(parseJson(decodeUtf8(message.content), 'body'), receivedAt)
    return { ...event, data: encodeContent(event.data, event.datacontenttype) }
  }
  const attributes: Record<string, unknown> = {}
  let type = contentType
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    if (lower.startsWith('ce-')) attributes[lower.slice(3)] = value
    else if (lower === 'content-type' && typeof value === 'string') type ??= value
    else if (TRACING.has(lower)) attributes[lower] ??= value
  }
  if (attributes['specversion'] === undefined) throw new MalformedCloudEvent('ce-specversion: missing')
  if (type !== undefined) attributes['datacontenttype'] = type
  return { ...toCloudEvent(attributes, null, receivedAt), data: message.content }
}
