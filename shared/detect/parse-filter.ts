import { RuleFault, within } from './fault.ts'
import { parseDetection } from './parse-detection.ts'
import { parseInfo } from './parse-info.ts'
import { parseSource } from './parse-source.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, own, type PlainMap, textList } from './plain.ts'
import type { Registry } from './registry.ts'
import type { Rule, RuleSource } from './rule.ts'

export function isFilter(doc: unknown): boolean {
  return isMap(doc) && own(doc, 'filter') !== undefined
}

/**
 * Reads one filter (Sigma filters specification 2.1) and adds its condition, as it is written, to those of the rules it
 * names: a rule fires when both hold, so that a filter that keeps events out says `condition: not selection`. With
 * `rules: any` it is for every rule of its log source. Throws `RuleFault`, and then no rule is changed.
 */
export function applyFilter(
  doc: PlainMap,
  rules: readonly Rule[],
  registry: Registry,
  placeholders: Placeholders,
): void {
  parseInfo(doc, 'live')
  const source = parseSource(doc)
  const body = own(doc, 'filter')
  if (!isMap(body)) throw new RuleFault('"filter" is no map', 'give it rules, a selection and a condition')
  const condition = within(['filter'], () => parseDetection(body, placeholders, ['rules']))
  for (const rule of filteredRules(body, source, rules, registry))
    rule.condition = { kind: 'all', parts: [rule.condition, condition] }
}

function filteredRules(body: PlainMap, source: RuleSource, rules: readonly Rule[], registry: Registry): Set<Rule> {
  const references = textList(own(body, 'rules'))
  if (references === undefined || references.length === 0)
    throw new RuleFault('the filter refers to no rules', 'list ids or names of rules as "rules", or write "rules: any"')
  if (references.length === 1 && references[0]!.toLowerCase() === 'any')
    return new Set(rules.filter((rule) => isOf(source, rule.source)))
  const named = references.map((reference) => registry.resolveRule(reference))
  const stranger = named.find((rule) => !isOf(source, rule.source))
  if (stranger !== undefined)
    throw new RuleFault(
      `the filter's log source is not that of the rule "${stranger.info.title}"`,
      'give the filter the log source of its rules, or a wider one',
    )
  return new Set(named)
}

/** Whether a rule's log source lies within another: all that the wider one names is the same. */
function isOf(wider: RuleSource, source: RuleSource): boolean {
  return (['product', 'service', 'category', 'classUid'] as const).every(
    (part) => wider[part] === undefined || wider[part] === source[part],
  )
}
