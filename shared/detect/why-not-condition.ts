import { explain, explainNode, holds, selects } from './evaluate.ts'
import { parseFieldPath } from './field-path.ts'
import { shown } from './present.ts'
import type { RecordView } from './record-view.ts'
import type { Condition, Label, Node, Selection } from './rule.ts'

/** The first part of a rule that an event fails. */
export type WhyNot = {
  /** `log source`, `selection "NAME"` and the like. */
  part: string
  /** The field, with its modifiers where the rule writes some; empty for a keyword. */
  key: string
  wanted: string
  /** What the event has there, shown. */
  found: string
  /** What else there is to know, such as how many further alternatives failed. */
  note?: string
}

type Failure = Omit<WhyNot, 'part'>

const LONGEST_VALUE = 80
const MOST_VALUES = 5
const NO_FIELD = 'no such field'

/** Why a record does not meet a condition. It must not: `holds` says so. */
export function whyNotCondition(condition: Condition, record: RecordView): WhyNot {
  switch (condition.kind) {
    case 'selection':
      return whyNotSelection(condition.selection, record)
    case 'all':
      return whyNotCondition(condition.parts.find((part) => !holds(part, record))!, record)
    case 'any':
      return alternatives(whyNotCondition(condition.parts[0]!, record), condition.parts.length - 1)
    case 'not':
      return whyNotNegated(condition.part, record)
    case 'count':
      return whyNotCount(condition.needed, condition.of, record)
  }
}

function whyNotSelection({ name, node }: Selection, record: RecordView): WhyNot {
  return { part: `selection "${name}"`, ...failureOf(node, record) }
}

/** Under `not`: what holds and must not. */
function whyNotNegated(part: Condition, record: RecordView): WhyNot {
  if (part.kind === 'not') return whyNotCondition(part.part, record)
  const because = explain(part, record)[0]
  if (because === undefined)
    return { part: 'the part under "not"', key: '', wanted: 'that it fails', found: 'it holds' }
  const { selection, field, value } = because
  return { part: `selection "${selection}", under "not"`, key: field, wanted: 'another value', found: quoted(value) }
}

function whyNotCount(needed: number, of: readonly Selection[], record: RecordView): WhyNot {
  const failed = of.filter(({ node }) => !selects(node, record))
  const first = whyNotSelection(failed[0]!, record)
  if (needed === of.length) return first
  const note = `${needed} of ${of.length} selections are wanted, ${of.length - failed.length} hold`
  return { ...first, note: first.note === undefined ? note : `${first.note}; ${note}` }
}

function failureOf(node: Node, record: RecordView): Failure {
  switch (node.kind) {
    case 'test':
      return failedTests([node.label], record)
    case 'all':
      return failureOf(node.parts.find((part) => !selects(part, record))!, record)
    case 'any': {
      const labels = labelsOfOneKey(node)
      if (labels !== undefined) return failedTests(labels, record)
      return alternatives(failureOf(node.parts[0]!, record), node.parts.length - 1)
    }
    case 'not':
      return negated(node.part, record)
  }
}

function negated(node: Node, record: RecordView): Failure {
  if (node.kind === 'not') return failureOf(node.part, record)
  const found = explainNode(node, record)[0]
  const [label] = labelsOf(node)
  const key = label?.key ?? found?.field ?? ''
  return { key, wanted: 'another value', found: found === undefined ? 'what must not be' : quoted(found.value) }
}

/** The labels of tests any of which would do, when they are all about the same key. */
function labelsOfOneKey(node: Node): Label[] | undefined {
  const labels = labelsOf(node)
  const isFlat = (one: Node): boolean => one.kind === 'test' || (one.kind === 'any' && one.parts.every(isFlat))
  return isFlat(node) && labels.every(({ key }) => key === labels[0]!.key) ? labels : undefined
}

function labelsOf(node: Node): Label[] {
  if (node.kind === 'test') return [node.label]
  return node.kind === 'not' ? labelsOf(node.part) : node.parts.flatMap(labelsOf)
}

function failedTests(labels: readonly Label[], record: RecordView): Failure {
  const { key } = labels[0]!
  const values = labels.map(({ value }) => wantedText(value))
  const wanted = values.length === 1 ? values[0]! : `one of ${someOf(values)}`
  const [field = ''] = key.split('|')
  if (field === '') return { key, wanted: `${wanted} anywhere in the record`, found: 'it nowhere' }
  return { key, wanted, found: foundText(field, record) }
}

function wantedText(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : String(value)
}

function foundText(field: string, record: RecordView): string {
  const view = record.field(parseFieldPath(field))
  if (!view.exists) return NO_FIELD
  const values = view.scalars.map(({ text }) => quoted(text))
  if (values.length > 0) return someOf(values)
  return view.hasNull ? 'null' : 'an empty list'
}

function quoted(text: string): string {
  return `"${shown(text, LONGEST_VALUE)}"`
}

function someOf(values: readonly string[]): string {
  const more = values.length - MOST_VALUES
  return more > 0 ? `${values.slice(0, MOST_VALUES).join(', ')} and ${more} more` : values.join(', ')
}

function alternatives<T extends Failure>(failure: T, others: number): T {
  if (others === 0) return failure
  const note = others === 1 ? 'the one other alternative failed too' : `${others} other alternatives failed too`
  return { ...failure, note: failure.note === undefined ? note : `${failure.note}; ${note}` }
}
