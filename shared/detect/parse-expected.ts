import * as z from 'zod/mini'
import { LEVELS } from '../events/catalogue.ts'
import { durationMs, durationText } from './duration.ts'
import type { DocumentPath, Fault } from './fault.ts'
import { NO_GROUP } from './key-of.ts'
import type { RuleDocument } from './parse-rules.ts'
import { NORMALISED } from './parse-source.ts'
import { isMap, own } from './plain.ts'
import { keyValue } from './present.ts'

/** A source, or each of several, that is to report at least so often. */
export type Expected = {
  /** The id of the correlation that alerts. */
  ruleId: string
  /** What the alert says when it never reported. */
  words: string
  logsource: { product?: string | undefined; service?: string | undefined; category?: string | undefined }
  /** What is expected from the start: its key, as those of alerts are, and the fields of it. Others are once they have reported. */
  keys: readonly { key: string; fields: Readonly<Record<string, string>> }[]
}

const text = z.string('must be a text').check(z.refine((value) => value.trim() !== '', 'must not be empty'))
const textOrList = z.union([text, z.array(text).check(z.minLength(1))], 'must be a text or a list of texts')
const scalar = z.pipe(z.union([text, z.number()], 'must be a text or a number'), z.transform(String))
const Entry = z.strictObject(
  {
    name: text,
    within: text.check(
      z.refine((value) => (durationMs(value.trim()) ?? 0) > 0, 'must be a number and s, m, h or d, such as 1h'),
    ),
    product: z.optional(text),
    service: z.optional(text),
    category: z.optional(text),
    when: z.optional(z.custom<unknown>(() => true)),
    by: z.optional(textOrList),
    values: z.optional(
      z.array(
        z.union([scalar, z.array(scalar)], 'must be a value, or a list of one for each field of "by"'),
        'must be a list',
      ),
    ),
    level: z.optional(z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`)),
    runbook: z.optional(text),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `has the unknown key "${issue.keys?.[0]}"` : 'must be a map',
  },
)
type Entry = z.infer<typeof Entry>

/** Met by every event: Sigma has no condition for that. */
const ANY = { selection: { 'auditflow.expected.never|exists': true }, condition: 'not selection' }

/**
 * Reads a list of what is expected to report. Each entry becomes two rules: one that its events meet, which alerts nobody, and an
 * `absence` of that one. An entry at fault is left out and the others are read.
 * @param file names the origin
 * @param lineOf the line where a part of the document stands
 */
export function parseExpected(
  file: string,
  doc: unknown,
  lineOf: (path: DocumentPath) => number,
): { expected: Expected[]; documents: RuleDocument[]; faults: Fault[] } {
  const found = { expected: [] as Expected[], documents: [] as RuleDocument[], faults: [] as Fault[] }
  const refuse = (path: DocumentPath, rule: string, problem: string) =>
    found.faults.push({ file, line: lineOf(path), rule, problem, remedy: 'see "It stopped reporting" in the README' })
  if (doc !== null && doc !== undefined && !Array.isArray(doc)) refuse([], '(the file)', 'it is no list')
  const names = new Set<string>()
  for (const [index, value] of (Array.isArray(doc) ? doc : []).entries()) {
    const name = isMap(value) && typeof own(value, 'name') === 'string' ? String(own(value, 'name')) : '(unnamed)'
    const checked = z.safeParse(Entry, value)
    const faults = checked.success ? faultsOf(checked.data, names) : checked.error.issues
    for (const { path, message } of faults) refuse([index, ...path.map(asKey)], name, said(path, message))
    if (!checked.success || faults.length > 0) continue
    names.add(name)
    const { expected, docs } = compile(checked.data)
    found.expected.push(expected)
    for (const one of docs)
      found.documents.push({ file, doc: one, lineOf: (path) => lineOf([index, ...placeOf(path)]) })
  }
  return found
}

type Issue = { path: readonly PropertyKey[]; message: string }
const asKey = (key: PropertyKey) => (typeof key === 'symbol' ? String(key) : key)
const said = (path: readonly PropertyKey[], message: string) =>
  path.length === 0 ? `it ${message}` : `"${path.map(String).join('.')}" ${message}`

/** What a part asks of another. */
function faultsOf({ name, by, values = [] }: Entry, names: ReadonlySet<string>): Issue[] {
  const fields = fieldsOf(by).length
  const faults: Issue[] = names.has(name) ? [{ path: ['name'], message: 'is that of another entry' }] : []
  if (values.length > 0 && fields === 0) faults.push({ path: ['values'], message: 'needs "by", the field they are of' })
  for (const [index, value] of values.entries())
    if (fields > 0 && [value].flat().length !== fields)
      faults.push({ path: ['values', index], message: `must have a value for each field of "by", which are ${fields}` })
  return faults
}

function compile({ name, within, when, by, values = [], runbook, level = 'high', ...source }: Entry) {
  const logsource: Expected['logsource'] = Object.keys(source).length === 0 ? { product: NORMALISED } : source
  const fields = fieldsOf(by)
  const timespan = within.trim()
  const span = durationText(durationMs(timespan) ?? 0)
  const ruleId = `expected ${name}`
  const events = {
    title: `${name} reports`,
    id: `${ruleId} (events)`,
    description: 'It reported. Counted by the rule that misses it when it stops.',
    logsource,
    detection: when === undefined ? ANY : { selection: when, condition: 'selection' },
    level: 'informational',
  }
  const absence = {
    title: `${name} stopped reporting`,
    id: ruleId,
    description: `It is to report at least once in ${span}.${runbook === undefined ? '' : ` Runbook: ${runbook}`}`,
    level,
    correlation: { type: 'absence', rules: [events.id], 'group-by': fields, timespan },
    // It is over when it reports again, and not before.
    auditflow: { quiet: 'off' },
  }
  const keys =
    fields.length === 0 ? [{ key: NO_GROUP, fields: {} }] : values.map((value) => keyOf(fields, [value].flat()))
  const words = `${name} is expected to report at least once in ${span}`
  return { expected: { ruleId, words, logsource, keys }, docs: [events, absence] }
}

const fieldsOf = (by: string | readonly string[] | undefined): string[] => (by === undefined ? [] : [by].flat())

/** As the groups of correlations have it. */
function keyOf(fields: readonly string[], values: readonly string[]): Expected['keys'][number] {
  const pairs = fields.map((field, index) => [field, values[index] ?? ''] as const)
  return {
    key: pairs.map(([field, value]) => `${field}=${keyValue(value)}`).join(', '),
    fields: Object.fromEntries(pairs),
  }
}

/** Where in the entry stands what is at fault in one of its rules. */
function placeOf([first = '', second = '', ...rest]: DocumentPath): DocumentPath {
  if (first === 'detection' && second === 'selection') return ['when', ...rest]
  if (first === 'correlation') return [second === 'timespan' ? 'within' : second === 'group-by' ? 'by' : 'name']
  if (first === 'logsource') return [second === '' ? 'product' : second]
  return first === 'level' ? ['level'] : ['name']
}
