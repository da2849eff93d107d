import { RuleFault } from './fault.ts'
import { parseFieldPath } from './field-path.ts'
import type { Comparison, Key } from './modifiers.ts'
import { compileNetwork } from './network.ts'
import { compilePattern, foldCase, MANY, type Pattern, parsePattern, withAnyDash } from './pattern.ts'
import type { FieldView, RecordView } from './record-view.ts'
import { compileRegex } from './regex.ts'
import type { Scalar } from './scalar.ts'
import { rangeOf, type TimePart, timePart } from './time-part.ts'

/** The text of the value that satisfied the test, or undefined. The record is for tests that compare two fields. */
export type ValueTest = (field: FieldView, record: RecordView) => string | undefined

const ORDERS = {
  equals: (a: number, b: number) => a === b,
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
}

/** Compiles one value of a field. Throws `RuleFault` when the value is none that the key's modifiers can take. */
export function compileValue(key: Key, value: unknown): ValueTest {
  if (key.fieldref) return fieldrefTest(key, textValue(key, value))
  if (key.timePart !== undefined) return timeTest(key, key.timePart, numberValue(key, value))
  switch (key.comparison) {
    case 'exists':
      return existsTest(key, value)
    case 'cidr':
      return onText(compileNetwork(textValue(key, value)))
    case 're':
      return onText(compileRegex(textValue(key, value), key.regexFlags))
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return orderTest(ORDERS[key.comparison], numberValue(key, value))
    case 'equals':
      if (value === null && !key.cased && !key.windash)
        return (field) => (field.hasNull || field.scalars.length === 0 ? 'null' : undefined)
      if (typeof value === 'number' && !key.windash) return orderTest(ORDERS.equals, numberValue(key, value))
  }
  return onScalar(compileText(key, value))
}

/** Compiles a text with wildcards under contains, startswith, endswith and cased, or under none of them. */
export function compileText(key: Key, value: unknown): (scalar: Scalar) => boolean {
  const text = key.windash ? windashText(key, value) : plainValue(key, value)
  const test = compilePattern(wrap(key, patternOf(key, text)))
  return key.cased ? (scalar) => test(scalar.text) : (scalar) => test(scalar.folded)
}

/** A text as the key's modifiers have it compared, without what may stand before and after. */
export function patternOf(key: Key, text: string): Pattern {
  const pattern = parsePattern(key.cased ? text : foldCase(text))
  // Where the value is encoded every spelling of its dashes has been, and what is left are no dashes.
  return key.windash && key.base64 === undefined && key.utf16 === undefined ? withAnyDash(pattern) : pattern
}

/** A number or a boolean stands for its text here, as YAML's author may have left the quotes out. */
export function plainValue(key: Key, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  throw badValue(key, value, 'a text, a number or a boolean')
}

function windashText(key: Key, value: unknown): string {
  if (typeof value === 'string') return value
  throw badValue(key, value, 'a text in quotes')
}

function wrap(key: Key, pattern: Pattern): Pattern {
  const before = key.comparison === 'contains' || key.comparison === 'endswith' ? [MANY] : []
  const after = key.comparison === 'contains' || key.comparison === 'startswith' ? [MANY] : []
  return [...before, ...pattern, ...after]
}

function onScalar(test: (scalar: Scalar) => boolean): ValueTest {
  return (field) => field.scalars.find(test)?.text
}

function onText(test: (text: string) => boolean): ValueTest {
  return onScalar((scalar) => test(scalar.text))
}

function orderTest(holds: (a: number, b: number) => boolean, wanted: number): ValueTest {
  return onScalar((scalar) => scalar.number !== undefined && holds(scalar.number, wanted))
}

function existsTest(key: Key, value: unknown): ValueTest {
  if (typeof value !== 'boolean') throw badValue(key, value, 'true or false')
  return (field) => (field.exists === value ? (value ? 'present' : 'absent') : undefined)
}

const HOLDS_TEXT: Partial<Record<Comparison, (text: string, part: string) => boolean>> = {
  contains: (text, part) => part !== '' && text.includes(part),
  startswith: (text, part) => part !== '' && text.startsWith(part),
  endswith: (text, part) => part !== '' && text.endsWith(part),
}

/** Any value of the one field with any of the other; an empty text begins no text. */
function fieldrefTest(key: Key, name: string): ValueTest {
  const other = parseFieldPath(name)
  const form = key.cased ? 'text' : 'folded'
  const holds = HOLDS_TEXT[key.comparison] ?? ((text, part) => text === part)
  return (field, record) => {
    const others = record.field(other).scalars
    return field.scalars.find((scalar) => others.some((one) => holds(scalar[form], one[form])))?.text
  }
}

function timeTest(key: Key, part: TimePart, wanted: number): ValueTest {
  const [least, most] = rangeOf(part)
  const { comparison } = key
  if (comparison === 'equals' && !(Number.isInteger(wanted) && wanted >= least && wanted <= most))
    throw badValue(key, wanted, `a whole number from ${least} to ${most}`)
  const holds = ORDERS[comparison as keyof typeof ORDERS]
  return onText((text) => {
    const found = timePart(part, text)
    return found !== undefined && holds(found, wanted)
  })
}

function textValue(key: Key, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw badValue(key, value, 'a text')
}

function numberValue(key: Key, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw badValue(key, value, 'a number')
}

function badValue(key: Key, value: unknown, wanted: string): RuleFault {
  const got =
    value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : `${value}`
  return new RuleFault(`"${key.text}" has the value ${got || "''"}`, `give it ${wanted}`)
}
