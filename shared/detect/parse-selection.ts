import { RuleFault } from './fault.ts'
import { parseFieldPath } from './field-path.ts'
import { compileKeyword } from './keyword.ts'
import { type Key, parseKey } from './modifiers.ts'
import { isMap, type PlainMap } from './plain.ts'
import type { Node, Selection, Test } from './rule.ts'
import { compileValue } from './value-test.ts'

const KEYWORD = parseKey('')

/**
 * Reads one selection of a rule's detection: a map (AND), or a list (OR) of maps and keywords, or a lone keyword
 * (Sigma rules specification, «Lists», «Maps», «Keywords search»). Throws `RuleFault` for anything else.
 */
export function parseSelection(name: string, value: unknown): Selection {
  const items = Array.isArray(value) ? value : [value]
  if (items.length === 0) throw new RuleFault(`the selection "${name}" is empty`, 'give it a value to look for')
  return {
    name,
    node: group(
      'any',
      items.map((item) => parseItem(name, item)),
    ),
  }
}

function parseItem(name: string, item: unknown): Node {
  if (isMap(item)) return parseMap(name, item)
  if (item === null || item === undefined || Array.isArray(item))
    throw new RuleFault(
      `the selection "${name}" holds ${Array.isArray(item) ? 'a list within a list' : 'nothing'}`,
      'write keywords, or maps of field: value',
    )
  return { kind: 'test', test: compileKeyword(KEYWORD, item) }
}

function parseMap(name: string, map: PlainMap): Node {
  const entries = Object.entries(map)
  if (entries.length === 0) throw new RuleFault(`the selection "${name}" is empty`, 'write at least one field: value')
  return group(
    'all',
    entries.map(([key, value]) => parseEntry(parseKey(key), value)),
  )
}

function parseEntry(key: Key, value: unknown): Node {
  const values: unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw new RuleFault(`"${key.text}" has an empty list`, 'give it a value to look for')
  const node = group(
    key.all ? 'all' : 'any',
    values.map((one) => ({ kind: 'test', test: compileTest(key, one) })),
  )
  return key.neq ? { kind: 'not', part: node } : node
}

function compileTest(key: Key, value: unknown): Test {
  if (key.field === '') return compileKeyword(key, value)
  const path = parseFieldPath(key.field)
  const test = compileValue(key, value)
  return (record) => {
    const found = test(record.field(path), record)
    return found === undefined ? undefined : { field: key.field, value: found }
  }
}

function group(kind: 'all' | 'any', parts: Node[]): Node {
  return parts.length === 1 ? parts[0]! : { kind, parts }
}
