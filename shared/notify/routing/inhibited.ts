import type { Labels } from '../labels.ts'
import { matchesAll, valuesOf } from './matches-all.ts'
import type { InhibitRule } from './types.ts'

/**
 * The first rule by which something that fires mutes an alert with these labels. As with Alertmanager, an alert that
 * matches both sides of a rule is not muted by one that does too, itself included, and labels that both lack are equal.
 * @param firing labels of all that is unresolved
 */
export function inhibited(
  rules: readonly InhibitRule[],
  labels: Labels,
  firing: readonly Labels[],
): InhibitRule | undefined {
  return rules.find((rule) => {
    if (!matchesAll(rule.target, labels)) return false
    const isBoth = matchesAll(rule.source, labels)
    return firing.some(
      (source) =>
        rule.equal.every((name) => valueText(source, name) === valueText(labels, name)) &&
        matchesAll(rule.source, source) &&
        !(isBoth && matchesAll(rule.target, source)),
    )
  })
}

/** Whatever the order of its values. */
function valueText(labels: Labels, name: string): string {
  return JSON.stringify([...valuesOf(labels, name)].sort())
}
