import type { Json } from '../events/audit-event.ts'
import { MAX_DEPTH } from './depth.ts'
import { readExactly } from './read-exactly.ts'
import { mayHoldSecret } from './redaction/tokens.ts'
import { scanJson } from './scan-json.ts'

/** Far above any record; parsing deeper nesting would cost hundreds of bytes of memory for each byte sent. */
export const MAX_PARSED_LEVELS = 100_000
/** Deeper nesting is counted without the engine's call stack. */
const MAX_CALLS = 200

/** What is known of all that a value holds, from the text it was parsed from. */
export type Knowledge = {
  /** No member has the name of a secret. */
  isNamedHarmlessly: boolean
  /** No text has the shape of a secret. */
  isHarmless: boolean
  /** It nests no deeper than a record may. */
  isShallow: boolean
}

export const NOTHING_KNOWN: Knowledge = { isNamedHarmlessly: false, isHarmless: false, isShallow: false }
const known = new WeakMap<object, Knowledge>()
let textsParsed = 0

/** A text that parsing would cost too much. */
export class NestedTooDeep extends SyntaxError {}

/**
 * Like `JSON.parse`; what the value can't say is remembered beside it (shared/events/exact.ts).
 * @throws SyntaxError as `JSON.parse` does, NestedTooDeep for a text that nests without measure
 */
export function parseJson(text: string): Json {
  textsParsed++
  const { levels, members, isExact, mayNameSecret } = scanJson(text)
  if (levels > MAX_PARSED_LEVELS) throw new NestedTooDeep(`nested deeper than ${MAX_PARSED_LEVELS} levels`)
  const parsed: Json = JSON.parse(text)
  const value = isExact && members === countMembers(parsed) ? parsed : readExactly(text)
  if (typeof value === 'object' && value !== null)
    known.set(value, {
      isNamedHarmlessly: !mayNameSecret,
      isHarmless: !mayHoldSecret(text),
      isShallow: levels <= MAX_DEPTH,
    })
  return value
}

/** What is known of a value that is the whole of a text, or a list of such values and of plain text. */
export function knowledgeOf(value: Json): Knowledge {
  if (typeof value !== 'object' || value === null) return NOTHING_KNOWN
  const own = known.get(value)
  if (own !== undefined || !Array.isArray(value)) return own ?? NOTHING_KNOWN
  const all = value.map((item) => (typeof item === 'object' && item !== null && known.get(item)) || NOTHING_KNOWN)
  return {
    isNamedHarmlessly: all.every(({ isNamedHarmlessly }) => isNamedHarmlessly),
    isHarmless: all.every(({ isHarmless }) => isHarmless),
    isShallow: all.every(({ isShallow }) => isShallow),
  }
}

/** How many texts have been parsed: whether a value's own text is all there was of it. */
export function countOfTexts(): number {
  return textsParsed
}

/** Of all objects in the value together. */
function countMembers(root: Json): number {
  const deeper = [root]
  let count = 0
  for (let value = deeper.pop(); value !== undefined; value = deeper.pop()) count += countWithin(value, deeper, 0)
  return count
}

function countWithin(value: Json, deeper: Json[], depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > MAX_CALLS) {
    deeper.push(value)
    return 0
  }
  let count = 0
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countWithin(item, deeper, depth + 1)
    return count
  }
  for (const key in value) {
    count++
    const member = value[key]
    if (typeof member === 'object') count += countWithin(member, deeper, depth + 1)
  }
  return count
}
