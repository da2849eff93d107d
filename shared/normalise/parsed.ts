import type { Json } from '../events/audit-event.ts'
import { parseJson } from './parse-json.ts'
import { isObject } from './record.ts'

/** A record inside a text is parsed up to here: beyond it, hostile nesting would cost more memory than a record can. */
const MAX_TEXT_LENGTH = 2 * 1024 * 1024

/** The object that a text holds as JSON, or `otherwise` when the value is no such text. */
export function parsedOr(text: Json | undefined, otherwise: Json): Json {
  if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH) return otherwise
  try {
    const value = parseJson(text)
    return isObject(value) ? value : otherwise
  } catch {
    return otherwise
  }
}
