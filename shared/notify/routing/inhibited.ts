import type { Labels } from '../labels.ts'
import { matchesAll, valuesOf } from './matches-all.ts'
import type { InhibitRule } from './types.ts'

/** Sources of a rule by their `equal` labels: whether one of them is no target of it too. */
type Sources = ReadonlyMap<string, boolean>

/** All groups of a look share what fires, and there may be thousands of each. */
const known = new WeakMap<readonly Labels[], WeakMap<InhibitRule, Sources>>()

/**
 * The first rule by which something that fires mutes an alert with these labels. As with Alertmanager, an alert that
 * matches both sides of a rule is not muted by one that does too, itself included, and labels that both lack are equal.
 * @param firing labels of all that is unresolved; the list is not to change after
 */
export function inhibited(
  rules: readonly InhibitRule[],
  labels: Labels,
  firing: readonly Labels[],
): InhibitRule | undefined {
  return rules.find((rule) => {
    if (!matchesAll(rule.target, labels)) return false
    const isMereSource = sourcesOf(rule, firing).get(equalText(rule, labels))
    return isMereSource === true || (isMereSource === false && !matchesAll(rule.source, labels))
  })
}

function sourcesOf(rule: InhibitRule, firing: readonly Labels[]): Sources {
  const byRule = known.get(firing) ?? new WeakMap<InhibitRule, Sources>()
  known.set(firing, byRule)
  const found = byRule.get(rule)
  if (found) return found
  const sources = new Map<string, boolean>()
  for (const labels of firing) {
    if (!matchesAll(rule.source, labels)) continue
    const text = equalText(rule, labels)
    sources.set(text, sources.get(text) === true || !matchesAll(rule.target, labels))
  }
  byRule.set(rule, sources)
  return sources
}

/** Whatever the order of a label's values. */
function equalText({ equal }: InhibitRule, labels: Labels): string {
  return JSON.stringify(equal.map((name) => [...valuesOf(labels, name)].sort()))
}
