import type { Json } from '../../events/audit-event.ts'
import { NestedTooDeep, parseJson } from '../parse-json.ts'
import { decodeLines, decodeText } from './decode-text.ts'
import { findJsonFault, whereIs } from './find-json-fault.ts'
import { type Format, TEXT_PATHS } from './format.ts'
import { Unreadable } from './unreadable.ts'

/** A JSON text of a body: the whole of it, or one of its lines; a line of text as a JSON string. */
export type Document = { ok: true; value: Json } | { ok: false; reason: string; payload: string }

/** GitHub's form; an audit record has an equals sign too. */
const FORM = /^payload=/
const JSON_START = /^\s*[[{]/

/**
 * The JSON documents of a body. A bad line among good ones is given back with its reason.
 * @param takesText whether lines that are no JSON are records too; lines that follow each other are one list then, for
 * several can be of one event
 * @throws Unreadable when nothing in it is JSON, saying where it breaks; for text where none is taken
 */
export function parseBody(bytes: Uint8Array, format: Format, takesText = false): Document[] {
  const text = takesText ? decodeLines(bytes) : decodeText(bytes)
  if (format === 'form' && (!takesText || FORM.test(text))) return [whole(fieldOf(text))]
  if (format === 'lines' || isLines(text)) return lines(text, takesText)
  if (format === 'json') return [whole(text)]
  const document = JSON_START.test(text) ? parse(text) : undefined
  if (document?.ok === true) return [document]
  if (takesText) return lines(text, takesText)
  if (document !== undefined) throw new Unreadable('malformed', document.reason)
  throw new Unreadable(
    'unsupported',
    `Content-Type: the body must be JSON here; text is taken on ${TEXT_PATHS.join(', ')}`,
  )
}

function fieldOf(form: string): string {
  const payload = new URLSearchParams(form).get('payload')
  if (payload === null) throw new Unreadable('malformed', 'the form has no field payload')
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
  if (!document.ok) throw new Unreadable('malformed', document.reason)
  return document
}

function lines(text: string, takesText: boolean): Document[] {
  const documents = text.split('\n').flatMap((line, index): Document[] => {
    if (line.trim() === '') return []
    const document = takesText ? parseLine(line) : parse(line)
    return [document.ok ? document : { ...document, reason: `line ${index + 1} of the body: ${document.reason}` }]
  })
  const first = documents[0]
  if (first === undefined) throw new Unreadable('malformed', 'the body is empty')
  if (!first.ok && documents.every(({ ok }) => !ok)) throw new Unreadable('malformed', first.reason)
  return takesText ? listed(documents) : documents
}

/** A line that begins like an object is meant to be one; any other that is no JSON is text. */
function parseLine(line: string): Document {
  const start = line.trimStart()
  if (start.startsWith('{')) return parse(line)
  const document = start.startsWith('[') ? parse(line) : undefined
  return document?.ok === true ? document : { ok: true, value: line.endsWith('\r') ? line.slice(0, -1) : line }
}

function listed(documents: readonly Document[]): Document[] {
  const runs: Document[] = []
  let run: Json[] = []
  for (const document of documents) {
    if (document.ok) {
      if (run.length === 0) runs.push({ ok: true, value: run })
      run.push(document.value)
    } else {
      runs.push(document)
      run = []
    }
  }
  return runs
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
