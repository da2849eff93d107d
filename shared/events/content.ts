import { MalformedCloudEvent } from './envelope.ts'

const JSON_TYPE = /^application\/json\b|\+json\b/i
const TEXT_TYPE = /^text\/|^application\/(xml|yaml)\b|\+xml\b/i
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a JSON text; throws like `JSON.parse`. */
export type Parse = (text: string) => unknown

/** Media types that mean JSON: `application/json` and `+json` (RFC 6839). */
export function isJson(contentType: string): boolean {
  return JSON_TYPE.test(contentType)
}

/**
 * Decodes a binary-mode body by its content type: JSON parsed, text as string, anything else as bytes, empty as null.
 * @param parse for a reader of JSON that keeps more than `JSON.parse`
 * @throws MalformedCloudEvent when the body is not what its content type says
 */
export function decodeContent(contentType: string | undefined, body: Uint8Array, parse: Parse = JSON.parse): unknown {
  if (body.length === 0) return null
  const type = contentType ?? 'application/json'
  if (isJson(type)) return parseJson(decodeUtf8(body), 'data', parse)
  return TEXT_TYPE.test(type) ? decodeUtf8(body) : body
}

/** The inverse of `decodeContent`. */
export function encodeContent(data: unknown, contentType: string | undefined): Buffer {
  if (data === null || data === undefined) return Buffer.alloc(0)
  if (data instanceof Uint8Array) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  if (typeof data === 'string' && contentType !== undefined && !isJson(contentType)) return Buffer.from(data)
  return Buffer.from(JSON.stringify(data))
}

/** @throws MalformedCloudEvent saying where the text stops being JSON */
export function parseJson(text: string, what: string, parse: Parse = JSON.parse): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new MalformedCloudEvent(`${what}: not JSON: ${withoutExcerpt((cause as Error).message)}`)
  }
}

/** The engine shows a piece of the text, which may be a secret. */
function withoutExcerpt(message: string): string {
  return message.replace(/, (?:\.\.\.)?"[\s\S]*/, '').slice(0, 200)
}

/** @throws MalformedCloudEvent when the bytes are not UTF-8 */
export function decodeUtf8(body: Uint8Array): string {
  try {
    return utf8.decode(body)
  } catch {
    throw new MalformedCloudEvent('body: not valid UTF-8')
  }
}
