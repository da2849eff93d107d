import type { RuleDocument } from '../../shared/detect/index.ts'

type Plain = { [key: string]: unknown }

/** Keys of a detection that hold no values to look for, and modifiers whose values can't be changed freely. */
const KEPT = /^(?:condition|timeframe)$|\|(?:expand|exists|cidr|fieldref)\b/
/** A rule that only says what an event must not be: its copies would fire on every event, whatever their values. */
const ONLY_NOT = /^not (?:\w+|\d+ of \S+)$/
const PER_COPY = 1_000_003

/**
 * The documents, and after them `copies - 1` times as many with every literal changed: rules as alike as those of one
 * author, of which none fires where its original does.
 */
export function withCopies(docs: readonly RuleDocument[], copies: number): RuleDocument[] {
  return Array.from({ length: copies }, (_, n) => (n === 0 ? docs : docs.map(({ file, doc }) => copyOf(file, doc, n))))
    .flat()
    .filter(({ doc }) => doc !== null)
}

function copyOf(file: string, doc: unknown, n: number): RuleDocument {
  if (!isPlain(doc) || !isPlain(doc['detection']) || ONLY_NOT.test(`${doc['detection']['condition']}`))
    return { file, doc: null }
  const detection = changeMembers(doc['detection'], n)
  return { file, doc: { ...doc, id: `${doc['id']}-${n}`, title: `${doc['title']} ${n}`, name: null, detection } }
}

function changeMembers(map: Plain, n: number): Plain {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, KEPT.test(key) ? value : change(value, n, /\|re\b/.test(key))]),
  )
}

function change(value: unknown, n: number, isRegex: boolean): unknown {
  if (typeof value === 'number') return value + n * PER_COPY
  if (typeof value === 'string') return isRegex ? `q${n}x(?:${value})` : changeText(value, n)
  if (Array.isArray(value)) return value.map((one) => change(one, n, isRegex))
  return isPlain(value) ? changeMembers(value, n) : value
}

/** A mark within the text, away from its ends: wildcards stand there. */
function changeText(text: string, n: number): string {
  const middle = [...text.matchAll(/[a-z0-9]/gi)]
  const at = middle[Math.floor(middle.length / 2)]?.index
  return at === undefined ? text : `${text.slice(0, at)}q${n}x${text.slice(at)}`
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
