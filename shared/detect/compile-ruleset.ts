import { NORMALISED } from './parse-source.ts'
import type { Correlation, ParsedRules, Rule } from './rule.ts'
import { SourceIndexes } from './source-indexes.ts'

/** A rule with the correlations it feeds. */
export type Candidate = { rule: Rule; feeds: readonly Correlation[] }

/** Rules by what an event must be and have, so that it meets only those that could match. */
export type Ruleset = {
  /** Rules that read the provider's record. */
  raw: SourceIndexes
  /** Rules that read the normalised event. */
  normalised: SourceIndexes
  /** Fields are looked up under the rules' own names only. */
  exactNames: boolean
}

export type RulesetOptions = {
  /** Leaves the aliases of log sources out, for records that were given the names of the rules before. */
  exactNames?: boolean
  /** False lets an event meet every rule of its log source: the same judgements, slower, to compare with. */
  index?: boolean
}

/** Indexes parsed rules. A rule that neither alerts nor feeds a correlation that loaded is left out. */
export function compileRuleset(
  parsed: ParsedRules,
  { exactNames = false, index = true }: RulesetOptions = {},
): Ruleset {
  const candidates = parsed.rules
    .map((rule) => ({ rule, feeds: parsed.correlations.filter((one) => one.rules.includes(rule.info.id)) }))
    .filter(({ rule, feeds }) => !rule.silent || feeds.length > 0)
  const raw = candidates.filter(({ rule }) => rule.source.product !== NORMALISED)
  const ofProduct = raw.filter(({ rule }) => rule.source.product !== undefined)
  const ofAny = raw.filter(({ rule }) => rule.source.product === undefined)
  const normalised = candidates.filter(({ rule }) => rule.source.product === NORMALISED)
  return {
    raw: new SourceIndexes([...ofProduct, ...ofAny], index),
    normalised: new SourceIndexes(normalised, index),
    exactNames,
  }
}
