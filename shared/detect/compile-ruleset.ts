import { NORMALISED } from './parse-source.ts'
import type { Correlation, ParsedRules, Rule } from './rule.ts'

/** A rule with the correlations it feeds. */
export type Candidate = { rule: Rule; feeds: readonly Correlation[] }

/** Rules in the order an event meets them, so that it meets none of another product. */
export type Ruleset = {
  byProduct: ReadonlyMap<string, readonly Candidate[]>
  withoutProduct: readonly Candidate[]
  normalised: readonly Candidate[]
  /** Fields are looked up under the rules' own names only. */
  exactNames: boolean
}

export type RulesetOptions = {
  /** Leaves the aliases of log sources out, for records that were given the names of the rules before. */
  exactNames?: boolean
}

/** Indexes parsed rules by product. A rule that neither alerts nor feeds a correlation that loaded is left out. */
export function compileRuleset(parsed: ParsedRules, { exactNames = false }: RulesetOptions = {}): Ruleset {
  const candidates = parsed.rules
    .map((rule) => ({ rule, feeds: parsed.correlations.filter((one) => one.rules.includes(rule.info.id)) }))
    .filter(({ rule, feeds }) => !rule.silent || feeds.length > 0)
  return {
    byProduct: groupByProduct(candidates),
    withoutProduct: candidates.filter(({ rule }) => rule.source.product === undefined),
    normalised: candidates.filter(({ rule }) => rule.source.product === NORMALISED),
    exactNames,
  }
}

function groupByProduct(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const byProduct = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const { product } = candidate.rule.source
    if (product === undefined || product === NORMALISED) continue
    const group = byProduct.get(product)
    if (group === undefined) byProduct.set(product, [candidate])
    else group.push(candidate)
  }
  return byProduct
}
