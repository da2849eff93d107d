import { type Fault, RuleFault } from './fault.ts'
import { parseCorrelation, referred } from './parse-correlation.ts'
import { applyFilter, isFilter } from './parse-filter.ts'
import { parseRule } from './parse-rule.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, isText, own, type PlainMap } from './plain.ts'
import { Registry } from './registry.ts'
import type { Correlation, ParsedRules, Rule } from './rule.ts'

export type RuleDocument = { file: string; doc: unknown }

export type ParseOptions = {
  /** The values of the placeholders that rules name under `expand`, such as `{ admins: ['ann', 'bob*'] }`. */
  placeholders?: Placeholders
}

/**
 * Reads Sigma rules from parsed YAML documents; `file` only names the origin, several documents may share one. What
 * can't be read becomes one fault and the rest loads. Correlation rules find the rules they refer to by id, name or
 * title, wherever those stand in the list, and so do filters. An empty document is passed over.
 */
export function parseRules(
  docs: readonly RuleDocument[],
  { placeholders = {} }: ParseOptions = {},
): ParsedRules & { faults: Fault[] } {
  const faults: Fault[] = []
  const registry = new Registry()
  const rules = readAll(docs, isDetection, faults, (doc): Rule => registry.add(parseRule(doc, placeholders)))
  readAll(docs, isFilter, faults, (doc) => applyFilter(doc, rules, registry, placeholders))
  const correlations = readAll(docs, isCorrelation, faults, (doc): Correlation => registry.link(parseCorrelation(doc)))
  const silent = silencedRules(docs, registry)
  for (const rule of rules) rule.silent = silent.has(rule)
  return { rules, correlations, faults }
}

function isCorrelation(doc: unknown): boolean {
  return isMap(doc) && own(doc, 'correlation') !== undefined
}

function isDetection(doc: unknown): boolean {
  return doc !== null && doc !== undefined && !isCorrelation(doc) && !isFilter(doc)
}

function readAll<T>(
  docs: readonly RuleDocument[],
  wanted: (doc: unknown) => boolean,
  faults: Fault[],
  read: (doc: PlainMap) => T,
): T[] {
  return docs.flatMap(({ file, doc }) => {
    if (!wanted(doc)) return []
    try {
      return [read(mapOf(doc))]
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error
      faults.push({ file, rule: nameOf(doc), problem: error.message, remedy: error.remedy })
      return []
    }
  })
}

function mapOf(doc: unknown): PlainMap {
  if (!isMap(doc)) throw new RuleFault('the document is no map', 'write title, logsource and detection')
  return doc
}

function nameOf(doc: unknown): string {
  const names = isMap(doc) ? [own(doc, 'title'), own(doc, 'id'), own(doc, 'name')] : []
  return names.find(isText) ?? '(untitled)'
}

/**
 * The rules that only feed correlations. A correlation that could not be read still keeps its rules silent: their
 * author meant them to be counted, and an alert for each would be a flood.
 */
function silencedRules(docs: readonly RuleDocument[], registry: Registry): Set<Rule> {
  const all = docs.flatMap(({ doc }) => (isMap(doc) ? [referred(doc)] : []))
  const rulesOf = (generate: boolean): Rule[] =>
    all.filter((one) => one.generate === generate).flatMap((one) => one.rules.flatMap((ref) => registry.find(ref)))
  const silent = new Set(rulesOf(false))
  for (const rule of rulesOf(true)) silent.delete(rule)
  return silent
}
