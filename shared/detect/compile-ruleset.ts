import { type Linked, linkAll } from './correlate/linked.ts'
import { NORMALISED } from './parse-source.ts'
import { type PlaceRow, type Places, placesOf } from './places.ts'
import type { ParsedRules, Rule } from './rule.ts'

/** A correlation that a rule's hits count towards, and the rule's place among those it refers to. */
export type Feed = { to: Linked; index: number }

/** A rule with the correlations it feeds. */
export type Candidate = { rule: Rule; feeds: readonly Feed[] }

/** Rules in the order an event meets them, so that it meets none of another product. */
export type Ruleset = {
  byProduct: ReadonlyMap<string, readonly Candidate[]>
  withoutProduct: readonly Candidate[]
  normalised: readonly Candidate[]
  /** Fields are looked up under the rules' own names only. */
  exactNames: boolean
  /** Every rule in force, by id. */
  rules: ReadonlyMap<string, Rule>
  /** Every correlation in force, by id, those below before those built upon them. */
  correlations: ReadonlyMap<string, Linked>
  places: Places
}

export type RulesetOptions = {
  /** Leaves the aliases of log sources out, for records that were given the names of the rules before. */
  exactNames?: boolean
  /** Where the countries and cities are that events name without coordinates. */
  places?: readonly PlaceRow[]
  /** How late an event may come and still count towards a rule that fires at once. */
  latenessMs?: number
  /** How long a rule waits that must have seen everything; later events do not count towards it. */
  waitMs?: number
}

export const DEFAULT_LATENESS_MS = 86_400_000
export const DEFAULT_WAIT_MS = 600_000

/**
 * Makes parsed rules ready to judge events. What is off is left out, and so is a rule that neither alerts nor feeds a
 * correlation.
 */
export function compileRuleset(parsed: ParsedRules, options: RulesetOptions = {}): Ruleset {
  const { exactNames = false, places = [], latenessMs = DEFAULT_LATENESS_MS, waitMs = DEFAULT_WAIT_MS } = options
  const rules = parsed.rules.filter(({ info }) => info.stage !== 'off')
  const correlations = linkAll(parsed.correlations, rules, { latenessMs, waitMs })
  const feedsOf = (id: string): Feed[] =>
    [...correlations.values()].flatMap((to) => {
      const index = to.correlation.rules.indexOf(id)
      return index < 0 ? [] : [{ to, index }]
    })
  for (const linked of correlations.values()) linked.feeds = feedsOf(linked.correlation.id)
  const candidates = rules
    .map((rule) => ({ rule, feeds: feedsOf(rule.info.id) }))
    .filter(({ rule, feeds }) => !rule.silent || feeds.length > 0)
  return {
    byProduct: groupByProduct(candidates),
    withoutProduct: candidates.filter(({ rule }) => rule.source.product === undefined),
    normalised: candidates.filter(({ rule }) => rule.source.product === NORMALISED),
    exactNames,
    rules: new Map(candidates.map(({ rule }) => [rule.info.id, rule])),
    correlations,
    places: placesOf(places),
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
