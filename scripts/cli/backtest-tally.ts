import type { Finding } from '../../shared/detect/index.ts'

export type RuleTally = {
  /** One for each key and day. */
  alerts: number
  byDay: Map<string, number>
  /** Alerts by key, as far as keys are told apart. */
  byKey: Map<string, number>
}

const MOST_KEYS = 100_000

/**
 * Counts alerts by rule as if each were resolved at the end of its day (UTC): a rule and key alert once a day. Beyond
 * `MOST_KEYS` keys of a rule further ones count as alerts without being told apart, so that memory stays bounded.
 */
export class BacktestTally {
  readonly byRule = new Map<string, RuleTally>()
  readonly #lastDay = new Map<RuleTally, Map<string, string>>()

  add({ rule, key }: Pick<Finding, 'rule' | 'key'>, timeMs: number): void {
    const tally = this.byRule.get(rule.id) ?? { alerts: 0, byDay: new Map(), byKey: new Map() }
    this.byRule.set(rule.id, tally)
    const lastDay = this.#lastDay.get(tally) ?? new Map<string, string>()
    this.#lastDay.set(tally, lastDay)
    const day = new Date(timeMs).toISOString().slice(0, 10)
    if (lastDay.get(key) === day) return
    tally.alerts++
    tally.byDay.set(day, (tally.byDay.get(day) ?? 0) + 1)
    if (!tally.byKey.has(key) && tally.byKey.size >= MOST_KEYS) return
    lastDay.set(key, day)
    tally.byKey.set(key, (tally.byKey.get(key) ?? 0) + 1)
  }

  alertsOf(ruleId: string): number {
    return this.byRule.get(ruleId)?.alerts ?? 0
  }
}
