import type { Comparison, Key } from './modifiers.ts'
import { foldCase, plainPieces, textOf } from './pattern.ts'
import { patternOf } from './value-test.ts'

/**
 * What a value must be, or hold a piece of, to satisfy a test: a text with letter case taken out, whatever the test
 * makes of case; or a number, which many texts stand for.
 */
export type Literal = { form: 'text' | 'piece'; value: string } | { form: 'number'; value: number }

const ON_TEXT: ReadonlySet<Comparison> = new Set(['equals', 'contains', 'startswith', 'endswith'])

/** The literal without which no value satisfies the test that `compileValue` makes of the same; undefined for none. */
export function literalOf(key: Key, value: unknown): Literal | undefined {
  if (key.comparison === 're') return ofRegex(String(value), key.regexFlags)
  if (key.fieldref || key.timePart !== undefined || !ON_TEXT.has(key.comparison) || value === null) return undefined
  if (typeof value === 'number' && key.comparison === 'equals' && !key.windash) return { form: 'number', value }
  // Half of a surrogate pair is found within a whole one, which letter case may turn into another.
  const text = String(value)
  if (/\p{Cs}/u.test(text)) return undefined
  const pattern = patternOf({ ...key, cased: false }, text)
  if (key.comparison === 'equals' && pattern.every((point) => point >= 0))
    return { form: 'text', value: textOf(pattern) }
  return longestOf(plainPieces(pattern))
}

/** Of plain characters, dots, anchors and repetitions only is it plain to see what every text that matches holds. */
const SIMPLE = /^[ -~]+$/
const NOT_SIMPLE = /[\\|()[\]{}]/
/** Characters as they are, none of which may be repeated no times. */
const RUN = /[^.^$*+?]+(?![*?])/g

function ofRegex(source: string, flags: ReadonlySet<string>): Literal | undefined {
  if (flags.has('i') || !SIMPLE.test(source) || NOT_SIMPLE.test(source)) return undefined
  return longestOf(foldCase(source).match(RUN) ?? [])
}

function longestOf(pieces: readonly string[]): Literal | undefined {
  const longest = pieces.reduce((best, piece) => (piece.length > best.length ? piece : best), '')
  return longest === '' ? undefined : { form: 'piece', value: longest }
}
