import type { Json } from '../../shared/events/audit-event.ts'
import { NestedTooDeep, parseJson } from '../../shared/normalise/parse-json.ts'
import { decodeText } from './decode-text.ts'
import { findJsonFault, whereIs } from './find-json-fault.ts'
import type { Format } from './media-type.ts'
import { Refusal } from './reply.ts'

/** A JSON text of a body: the whole of it, or one of its lines. */
export type Document = { ok: true; value: Json } | { ok: false; reason: string; payload: string }

/**
 * The JSON documents of a body. A bad line among good ones is given back with its reason.
 * @throws Refusal 400 when nothing in it is JSON, saying where it breaks
 */
export function parseBody(bytes: Uint8Array, format: Format): Document[] {
  const text = decodeText(bytes)
  if (format === 'form') return [whole(fieldOf(text))]
  if (format === 'lines' || isLines(text)) return lines(text)
  return [whole(text)]
}

function fieldOf(form: string): string {
  const payload = new URLSearchParams(form).get('payload')
  if (payload === null) throw new Refusal(400, 'the form has no field payload')
  return payload
}

/** JSON lines are often sent as application/json: told by a first line that is a complete object, with more to come. */
function isLines(text: string): boolean {
  const start = text.trimStart()
  const end = start.indexOf('\n')
  if (!start.startsWith('{') || end < 0 || start.slice(end).trim() === '') return false
  return parse(start.slice(0, end)).ok
}

function whole(text: string): Document {
  const document = parse(text)
  if (!document.ok) throw new Refusal(400, document.reason)
  return document
}

function lines(text: string): Document[] {
  const documents = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const document = parse(line)
    return document.ok ? document : { ...document, reason: `line ${index + 1} of the body: ${document.reason}` }
  })
  const first = documents[0]
  if (first === undefined) throw new Refusal(400, 'the body is empty')
  if (!first.ok && documents.every(({ ok }) => !ok)) throw new Refusal(400, first.reason)
  return documents
}

function parse(text: string): Document {
  try {
    return { ok: true, value: parseJson(text) }
  } catch (cause) {
    if (cause instanceof NestedTooDeep) return { ok: false, reason: cause.message, payload: text }
    const fault = findJsonFault(text)
    if (text.trim() === '') return { ok: false, reason: 'the body is empty', payload: text }
    const reason = fault && `${fault.problem}, at ${whereIs(text, fault.position)}`
    return { ok: false, reason: `not JSON: ${reason ?? 'the parser refuses it'}`, payload: text }
  }
}
