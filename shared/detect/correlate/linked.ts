import type { Feed } from '../compile-ruleset.ts'
import { NORMALISED } from '../parse-source.ts'
import type { Correlation, Rule } from '../rule.ts'
import type { Kind } from './kind.ts'
import { KINDS } from './kinds/index.ts'

/** A correlation among the others, with what follows from its place there. All times in milliseconds. */
export type Linked = {
  correlation: Correlation
  kind: Kind
  immediate: boolean
  /** 1 for one of detection rules alone, else one above the highest that it is built upon. */
  storey: number
  /** An event so much older than the newest does not count any more. */
  lateMs: number
  /** How long after a hit it is judged; undefined for one that fires at once. */
  dueMs?: number
  /** For how long after an event it may still fire at it because something below has waited. */
  lagMs: number
  /** For how long its hits may still be asked for, by the clock of events. */
  keepMs: number
  /** Every rule below reads the normalised event. */
  normalised: boolean
  /** The correlations built upon it. */
  feeds: readonly Feed[]
}

type Lateness = { latenessMs: number; waitMs: number }

/**
 * Every correlation in force, by id, those below first. What would wait for a rule that is off to follow is left out: it
 * would miss it each time.
 */
export function linkAll(
  correlations: readonly Correlation[],
  rules: readonly Rule[],
  lateness: Lateness,
): Map<string, Linked> {
  const on = new Set(
    [...correlations.filter(({ stage }) => stage !== 'off'), ...rules.map(({ info }) => info)].map(({ id }) => id),
  )
  const isIdle = ({ type, rules: of }: Correlation): boolean => type === 'absence' && !of.every((id) => on.has(id))
  const byId = new Map(correlations.filter((one) => on.has(one.id) && !isIdle(one)).map((one) => [one.id, one]))
  const ruleOf = new Map(rules.map((rule) => [rule.info.id, rule]))
  const linked = new Map<string, Linked>()
  const visit = (correlation: Correlation): Linked => {
    const known = linked.get(correlation.id)
    if (known !== undefined) return known
    const below = correlation.rules.flatMap((id) => byId.get(id) ?? []).map(visit)
    const direct = correlation.rules.flatMap((id) => ruleOf.get(id) ?? [])
    const one = link(correlation, below, direct, lateness)
    linked.set(correlation.id, one)
    return one
  }
  for (const correlation of byId.values()) visit(correlation)
  return linked
}

function link(
  correlation: Correlation,
  below: readonly Linked[],
  direct: readonly Rule[],
  { latenessMs, waitMs }: Lateness,
): Linked {
  const kind = KINDS[correlation.type]
  const immediate = kind.immediate(correlation)
  const lateMs = correlation.latenessMs ?? (immediate ? latenessMs : waitMs)
  const reads = correlation.rules.flatMap((_, index) => kind.reads(correlation, index, ''))
  const behindMs = Math.max(0, ...reads.map(({ beforeMs }) => beforeMs))
  const aheadMs = Math.max(0, ...reads.map(({ afterMs }) => afterMs))
  const lagMs = Math.max(0, ...below.map((inner) => inner.lagMs))
  // What waits is judged once the clock has passed the last event that counts, and after those below, be it by a millisecond.
  const dueMs = Math.max(lateMs, lagMs) + 1 + aheadMs
  return {
    correlation,
    kind,
    immediate,
    storey: 1 + Math.max(0, ...below.map(({ storey }) => storey)),
    lateMs,
    ...(!immediate && { dueMs }),
    lagMs: immediate ? lagMs : dueMs,
    keepMs: behindMs + dueMs,
    normalised:
      direct.every(({ source }) => source.product === NORMALISED) && below.every(({ normalised }) => normalised),
    feeds: [],
  }
}
