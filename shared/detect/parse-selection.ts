import { encodeText } from './encode.ts'
import { RuleFault, within } from './fault.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import { compileKeyword } from './keyword.ts'
import { literalOf } from './literal.ts'
import type { Key } from './modifiers.ts'
import type { Need } from './need.ts'
import { expandPlaceholders, type Placeholders } from './placeholders.ts'
import { isMap, type PlainMap } from './plain.ts'
import { readKey } from './read-key.ts'
import type { Node, Selection, Test } from './rule.ts'
import { compileValue } from './value-test.ts'

const KEYWORD = readKey('')

/**
 * Reads one selection of a rule's detection: a map (AND), or a list (OR) of maps and keywords, or a lone keyword
 * (Sigma rules specification, «Lists», «Maps», «Keywords search»). Throws `RuleFault` for anything else.
 */
export function parseSelection(name: string, value: unknown, placeholders: Placeholders): Selection {
  const items = Array.isArray(value) ? value : [value]
  if (items.length === 0) throw new RuleFault(`the selection "${name}" is empty`, 'give it a value to look for')
  return {
    name,
    node: group(
      'any',
      items.map((item, i) => within(Array.isArray(value) ? [i] : [], () => parseItem(name, item, placeholders))),
    ),
  }
}

function parseItem(name: string, item: unknown, placeholders: Placeholders): Node {
  if (isMap(item)) return parseMap(name, item, placeholders)
  if (item === null || item === undefined || Array.isArray(item))
    throw new RuleFault(
      `the selection "${name}" holds ${Array.isArray(item) ? 'a list within a list' : 'nothing'}`,
      'write keywords, or maps of field: value',
    )
  return keywordNode(KEYWORD, item)
}

function parseMap(name: string, map: PlainMap, placeholders: Placeholders): Node {
  const entries = Object.entries(map)
  if (entries.length === 0) throw new RuleFault(`the selection "${name}" is empty`, 'write at least one field: value')
  return group(
    'all',
    entries.map(([key, value]) => within([key], () => parseEntry(readKey(key), value, placeholders))),
  )
}

function parseEntry(key: Key, value: unknown, placeholders: Placeholders): Node {
  const values: unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw new RuleFault(`"${key.text}" has an empty list`, 'give it a value to look for')
  if (key.all && values.length === 1)
    throw new RuleFault(`"${key.text}" asks for all of one value`, 'give it several, or leave "all" out')
  const parts = values.map((one) => anyForm(key, one, placeholders))
  const node = group(key.all ? 'all' : 'any', parts)
  return key.neq ? { kind: 'not', part: node } : node
}

/** One value in every form that its placeholders and encodings give it, any of which will do. */
function anyForm(key: Key, value: unknown, placeholders: Placeholders): Node {
  const expanded = key.expand ? expandPlaceholders(key, value, placeholders) : [value]
  const isEncoded = key.utf16 !== undefined || key.base64 !== undefined
  const forms = isEncoded ? expanded.flatMap((one) => encodeText(key, one)) : expanded
  return group(
    'any',
    forms.map((form) => (key.field === '' ? keywordNode(key, form) : fieldNode(key, form))),
  )
}

function keywordNode(key: Key, value: unknown): Node {
  const test = compileKeyword(key, value)
  const comparison = key.comparison === 'equals' ? 'contains' : key.comparison
  const need = needOf(undefined, { ...key, comparison }, value)
  return { kind: 'test', test, need, label: { key: key.text, value } }
}

function fieldNode(key: Key, value: unknown): Node {
  const field = parseFieldPath(key.field)
  const holds = compileValue(key, value)
  const test: Test = (record) => {
    const found = holds(record.field(field), record)
    return found === undefined ? undefined : { field: key.field, value: found }
  }
  return { kind: 'test', test, need: needOf(field, key, value), label: { key: key.text, value } }
}

function needOf(field: FieldPath | undefined, key: Key, value: unknown): Need | undefined {
  const literal = literalOf(key, value)
  return literal && { field, literal }
}

function group(kind: 'all' | 'any', parts: Node[]): Node {
  return parts.length === 1 ? parts[0]! : { kind, parts }
}
