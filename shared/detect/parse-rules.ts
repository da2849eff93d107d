import { type DocumentPath, type Fault, RuleFault } from './fault.ts'
import { linkCorrelation, refuseUnfounded } from './link-correlations.ts'
import { parseCorrelation, referred } from './parse-correlation.ts'
import { applyFilter, isFilter } from './parse-filter.ts'
import { parseRule } from './parse-rule.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, isText, own, type PlainMap } from './plain.ts'
import { Registry } from './registry.ts'
import type { Correlation, ParsedRules, Rule } from './rule.ts'

export type RuleDocument = {
  file: string
  doc: unknown
  /** The line, counted from 1, where a part of the document stands in its file, or the nearest part around it. */
  lineOf?: (path: DocumentPath) => number
  /** The name of the folder by which its authors say that it is not to be used. */
  setAside?: string
}

export type ParseOptions = {
  /** The values of the placeholders that rules name under `expand`, such as `{ admins: ['ann', 'bob*'] }`. */
  placeholders?: Placeholders
}

type Source<T> = { document: RuleDocument; value: T }

/**
 * Reads Sigma rules from parsed YAML documents; `file` only names the origin, several documents may share one. What
 * can't be read becomes one fault and the rest loads. Correlation rules find the rules they refer to by id, name or
 * title, wherever those stand in the list, and so do filters. An empty document is passed over. A document that its
 * authors set aside is a fault: its own if it has one.
 */
export function parseRules(
  docs: readonly RuleDocument[],
  { placeholders = {} }: ParseOptions = {},
): ParsedRules & { faults: Fault[]; filters: number } {
  const faults: Fault[] = []
  const registry = new Registry()
  const each = <T>(
    wanted: (doc: unknown) => boolean,
    read: (doc: PlainMap, document: RuleDocument) => T,
  ): Source<T>[] =>
    docs.flatMap((document) =>
      wanted(document.doc) ? attempt(faults, document, () => read(mapOf(document.doc), document)) : [],
    )
  const rules = each(
    isDetection,
    (doc, document): Rule => registry.add(inUse(document, parseRule(doc, placeholders))),
  ).map(({ value }) => value)
  const filters = each(isFilter, (doc, document) => {
    inUse(document, doc)
    applyFilter(doc, rules, registry, placeholders)
  })
  const written = each(isCorrelation, (doc, document) => {
    const unlinked = inUse(document, parseCorrelation(doc, placeholders))
    registry.addCorrelation(unlinked.correlation)
    return unlinked
  })
  const linked = written.flatMap(({ document, value }) =>
    attempt(faults, document, () => linkCorrelation(value, registry)),
  )
  const correlations = founded(linked, rules, faults)
  const silent = silencedRules(docs, registry)
  for (const rule of rules) rule.silent = silent.has(rule.info.id)
  for (const correlation of correlations) correlation.silent = silent.has(correlation.id)
  return { rules, correlations, faults, filters: filters.length }
}

function isCorrelation(doc: unknown): boolean {
  return isMap(doc) && own(doc, 'correlation') !== undefined
}

/** Whether a document, an empty one apart, is read as a detection rule: it is neither a correlation rule nor a filter. */
export function isDetection(doc: unknown): boolean {
  return doc !== null && doc !== undefined && !isCorrelation(doc) && !isFilter(doc)
}

function attempt<T>(faults: Fault[], document: RuleDocument, read: () => T): Source<T>[] {
  try {
    return [{ document, value: read() }]
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error
    faults.push(faultOf(document, error))
    return []
  }
}

/** The correlations that rest on rules which load; one that falls takes those built upon it with it. */
function founded(linked: readonly Source<Correlation>[], rules: readonly Rule[], faults: Fault[]): Correlation[] {
  const standing = new Map(linked.map((source) => [source.value.id, source]))
  const fall = (id: string, fault: RuleFault): void => {
    const { document } = standing.get(id)!
    standing.delete(id)
    attempt(faults, document, () => {
      throw fault
    })
  }
  for (const [id, fault] of refuseUnfounded(linked.map(({ value }) => value))) fall(id, fault)
  const ids = new Set(rules.map(({ info }) => info.id))
  for (;;) {
    const missing = [...standing.values()].flatMap(({ value }) => {
      const reference = value.rules.find((id) => !ids.has(id) && !standing.has(id))
      return reference === undefined ? [] : [{ id: value.id, reference }]
    })
    if (missing.length === 0) return [...standing.values()].map(({ value }) => value)
    for (const { id, reference } of missing)
      fall(id, new RuleFault(`the correlation rests on "${reference}", which does not load`, 'mend that rule first'))
  }
}

function faultOf({ file, doc, lineOf }: RuleDocument, { message, remedy, path }: RuleFault): Fault {
  return {
    file,
    ...(lineOf !== undefined && { line: lineOf(path) }),
    rule: nameOf(doc),
    problem: message,
    remedy,
  }
}

function inUse<T>({ setAside }: RuleDocument, parsed: T): T {
  if (setAside === undefined) return parsed
  throw new RuleFault(
    `it lies in a folder "${setAside}": its authors set it aside`,
    'look at it anew and move it to another folder',
  )
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
 * The ids of rules that only feed correlations. A correlation that could not be read still keeps its rules silent:
 * their author meant them to be counted, and an alert for each would be a flood.
 */
function silencedRules(docs: readonly RuleDocument[], registry: Registry): Set<string> {
  const all = docs.flatMap(({ doc, setAside }) => (isMap(doc) && setAside === undefined ? [referred(doc)] : []))
  const rulesOf = (generate: boolean): string[] =>
    all.filter((one) => one.generate === generate).flatMap((one) => one.rules.flatMap((ref) => registry.find(ref)))
  const silent = new Set(rulesOf(false))
  for (const rule of rulesOf(true)) silent.delete(rule)
  return silent
}
