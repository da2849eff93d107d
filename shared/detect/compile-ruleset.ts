import { type Linked, linkAll } from './correlate/linked.ts'
import { NORMALISED } from './parse-source.ts'
import { type PlaceRow, type Places, placesOf } from './places.ts'
import type { ParsedRules, Rule } from './rule.ts'
import { SourceIndexes } from './source-indexes.ts'

/** A correlation that a rule's hits count towards, and the rule's place among those it refers to. */
export type Feed = { to: Linked; index: number }

/** A rule with the correlations it feeds. */
export type Candidate = { rule: Rule; feeds: readonly Feed[] }

/** Rules by what an event must be and have, so that it meets only those that could match. */
export type Ruleset = {
  /** Rules that read the provider's record. */
  raw: SourceIndexes
  /** Rules that read the normalised event. */
  normalised: SourceIndexes
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
  /** False lets an event meet every rule of its log source: the same judgements, slower, to compare with. */
  index?: boolean
}

export const DEFAULT_LATENESS_MS = 86_400_000
export const DEFAULT_WAIT_MS = 600_000

/**
 * Makes parsed rules ready to judge events. What is off is left out, and so is a rule that neither alerts nor feeds a
 * correlation.
 */
export function compileRuleset(parsed: ParsedRules, options: RulesetOptions = {}): Ruleset {
  const { exactNames = false, index = true, places = [] } = options
  const { latenessMs = DEFAULT_LATENESS_MS, waitMs = DEFAULT_WAIT_MS } = options
  const rules = parsed.rules.filter(({ info }) => info.stage !== 'off')
  const correlations = linkAll(parsed.correlations, rules, { latenessMs, waitMs })
  const feedsOf = (id: string): Feed[] =>
    [...correlations.values()].flatMap((to) => {
      const place = to.correlation.rules.indexOf(id)
      return place < 0 ? [] : [{ to, index: place }]
    })
  for (const linked of correlations.values()) linked.feeds = feedsOf(linked.correlation.id)
  const candidates = rules
    .map((rule) => ({ rule, feeds: feedsOf(rule.info.id) }))
    .filter(({ rule, feeds }) => !rule.silent || feeds.length > 0)
  const raw = candidates.filter(({ rule }) => rule.source.product !== NORMALISED)
  const ofProduct = raw.filter(({ rule }) => rule.source.product !== undefined)
  const ofAny = raw.filter(({ rule }) => rule.source.product === undefined)
  const normalised = candidates.filter(({ rule }) => rule.source.product === NORMALISED)
  return {
    raw: new SourceIndexes([...ofProduct, ...ofAny], index),
    normalised: new SourceIndexes(normalised, index),
    exactNames,
    rules: new Map(candidates.map(({ rule }) => [rule.info.id, rule])),
    correlations,
    places: placesOf(places),
  }
}
