import { RuleFault, within } from './fault.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import type { AliasesAsWritten, Unlinked } from './parse-correlation.ts'
import type { Registry } from './registry.ts'
import type { Correlation, GroupField } from './rule.ts'

/** How far correlations may be built upon correlations. */
const MOST_STOREYS = 10

/**
 * Turns a correlation's references into ids and its aliases into fields by rule. Throws `RuleFault` when a reference
 * means none or several, or an alias is incomplete.
 */
export function linkCorrelation({ correlation, aliases }: Unlinked, registry: Registry): Correlation {
  const rules = within(['correlation', 'rules'], () => correlation.rules.map((one) => registry.resolve(one)))
  const twice = correlation.rules.find((_, i) => rules.indexOf(rules[i]!) !== i)
  if (twice !== undefined) throw new RuleFault(`the correlation refers to "${twice}" twice`, 'refer to it once')
  for (const alias of aliases.keys())
    if (!correlation.groupBy.some(({ path }) => path.name === alias))
      throw new RuleFault(`the alias "${alias}" is not in "group-by"`, 'group by it, or leave it out')
  return {
    ...correlation,
    rules,
    titles: rules.map((id) => registry.titleOf(id)),
    groupBy: correlation.groupBy.map((field) => linkField(field, aliases, rules, registry)),
  }
}

function linkField(field: GroupField, aliases: AliasesAsWritten, rules: string[], registry: Registry): GroupField {
  const written = aliases.get(field.path.name)
  if (written === undefined) return field
  const byRule = new Map<string, FieldPath>(
    [...written].map(([reference, name]) => [registry.resolve(reference), parseFieldPath(name)]),
  )
  const stranger = [...byRule.keys()].find((id) => !rules.includes(id))
  if (stranger !== undefined)
    throw new RuleFault(
      `the alias "${field.path.name}" speaks of the rule "${stranger}", which the correlation does not refer to`,
      'name only rules of the correlation',
    )
  const missing = rules.find((id) => !byRule.has(id))
  if (missing !== undefined)
    throw new RuleFault(
      `the alias "${field.path.name}" says nothing of the rule "${missing}"`,
      'name a field for each rule of the correlation',
    )
  return { path: field.path, aliases: byRule }
}

/**
 * Refuses a correlation that rests on itself, on one that did not load, or on too many storeys of others.
 * @returns for each id the reason, as a fault; none for those that stand
 */
export function refuseUnfounded(correlations: readonly Correlation[]): Map<string, RuleFault> {
  const byId = new Map(correlations.map((one) => [one.id, one]))
  const faults = new Map<string, RuleFault>()
  const storeys = new Map<string, number>()
  const visit = (one: Correlation, above: readonly string[]): number => {
    const known = storeys.get(one.id)
    if (known !== undefined) return known
    if (above.includes(one.id)) throw circle(one)
    if (above.length >= MOST_STOREYS) throw tooHigh()
    const below = one.rules.flatMap((id) => byId.get(id) ?? [])
    const storey = 1 + Math.max(0, ...below.map((inner) => visit(inner, [...above, one.id])))
    if (storey > MOST_STOREYS) throw tooHigh()
    storeys.set(one.id, storey)
    return storey
  }
  for (const one of correlations)
    try {
      visit(one, [])
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error
      faults.set(one.id, error)
    }
  return faults
}

function circle({ title }: Correlation): RuleFault {
  return new RuleFault(`the correlation rests on itself, by way of "${title}"`, 'let no correlation refer back')
}

function tooHigh(): RuleFault {
  return new RuleFault(
    `more than ${MOST_STOREYS} correlations are built upon one another`,
    'count the events of fewer storeys',
  )
}
