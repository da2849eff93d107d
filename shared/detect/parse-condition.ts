import { refuseAggregation } from './aggregation.ts'
import { RuleFault } from './fault.ts'
import { compilePattern, MANY } from './pattern.ts'
import type { Condition, Selection } from './rule.ts'

/** Deeper nesting than any author writes; it keeps a hostile rule from overflowing the stack. */
const MAX_DEPTH = 100

type Reader = { text: string; tokens: readonly string[]; at: number; selections: ReadonlyMap<string, Selection> }

/**
 * Reads a condition over the selections (Sigma rules specification, «Condition»): `or` binds least, then `and`, `not`,
 * `N of`, parentheses. `1 of`, `any of`, `all of` and any other number take a name, a pattern with `*`, or `them`, all
 * selections whose name does not start with `_`. Throws `RuleFault` saying what is wrong.
 */
export function parseCondition(text: string, selections: ReadonlyMap<string, Selection>): Condition {
  refuseAggregation(text)
  const reader: Reader = { text, tokens: text.match(/[()]|[^\s()]+/g) ?? [], at: 0, selections }
  const condition = parseOr(reader, 0)
  if (reader.at < reader.tokens.length) throw unexpected(reader)
  return condition
}

function parseOr(reader: Reader, depth: number): Condition {
  const parts = [parseAnd(reader, depth)]
  while (take(reader, 'or')) parts.push(parseAnd(reader, depth))
  return group('any', parts)
}

function parseAnd(reader: Reader, depth: number): Condition {
  const parts = [parseNot(reader, depth)]
  while (take(reader, 'and')) parts.push(parseNot(reader, depth))
  return group('all', parts)
}

function parseNot(reader: Reader, depth: number): Condition {
  if (depth > MAX_DEPTH) throw fault(reader, 'is nested too deep', 'write it flatter')
  if (take(reader, 'not')) return { kind: 'not', part: parseNot(reader, depth + 1) }
  if (!take(reader, '(')) return parseTerm(reader)
  const inner = parseOr(reader, depth + 1)
  if (!take(reader, ')')) throw fault(reader, 'lacks a closing parenthesis', 'close it')
  return inner
}

function parseTerm(reader: Reader): Condition {
  const word = reader.tokens[reader.at]
  if (word === undefined || /^(?:and|or|of|[()])$/i.test(word)) throw unexpected(reader)
  reader.at++
  if (take(reader, 'of')) return parseOf(reader, word.toLowerCase())
  const selection = reader.selections.get(word)
  if (selection === undefined) throw unknownName(reader, word)
  return { kind: 'selection', selection }
}

function parseOf(reader: Reader, quantity: string): Condition {
  const target = reader.tokens[reader.at++]
  if (target === undefined) throw fault(reader, `ends after "${quantity} of"`, 'name the selections')
  const of = selectionsNamed(reader, target)
  if (quantity === 'all') return { kind: 'count', needed: of.length, of }
  const needed = quantity === 'any' ? 1 : Number(quantity)
  if (!Number.isInteger(needed) || needed < 1)
    throw fault(reader, `says "${quantity} of"`, 'write a number from 1, "any" or "all" before "of"')
  if (needed > of.length)
    throw fault(reader, `wants ${needed} of ${of.length} selections`, 'lower the number or add selections')
  return { kind: 'count', needed, of }
}

function selectionsNamed(reader: Reader, target: string): Selection[] {
  const all = [...reader.selections.values()]
  if (target.toLowerCase() === 'them' && !reader.selections.has(target)) {
    const named = all.filter((selection) => !selection.name.startsWith('_'))
    if (named.length === 0) throw fault(reader, 'says "them" but there is no selection', 'add a selection')
    return named
  }
  const matches = compilePattern(Array.from(target, (char) => (char === '*' ? MANY : char.codePointAt(0)!)))
  const named = all.filter((selection) => matches(selection.name))
  if (named.length === 0) throw unknownName(reader, target)
  return named
}

function take(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.at]?.toLowerCase() !== word) return false
  reader.at++
  return true
}

function group(kind: 'all' | 'any', parts: Condition[]): Condition {
  return parts.length === 1 ? parts[0]! : { kind, parts }
}

function unknownName(reader: Reader, name: string): RuleFault {
  const names = [...reader.selections.keys()].map((known) => `"${known}"`).join(', ')
  return fault(
    reader,
    `names "${name}", which is no selection`,
    `use one of ${names || 'the selections, once there are any'}`,
  )
}

function unexpected(reader: Reader): RuleFault {
  const token = reader.tokens[reader.at]
  const problem = token === undefined ? 'ends where a selection is expected' : `does not make sense at "${token}"`
  return fault(reader, problem, 'join selection names by and, or, not and parentheses')
}

function fault(reader: Reader, problem: string, remedy: string): RuleFault {
  return new RuleFault(`the condition "${reader.text}" ${problem}`, remedy)
}
