import type { RuleInfo } from '../../shared/detect/index.ts'
import type { BacktestTally, RuleTally } from './backtest-tally.ts'

export type Backtest = {
  events: number
  fromMs: number
  toMs: number
  /** The rules that alert. */
  rules: readonly RuleInfo[]
  tally: BacktestTally
  /** The same with an exception more. */
  excepted?: BacktestTally
}

const DAY_MS = 86_400_000
const TOP_KEYS = 5

/** What the rules would have done, the loudest first, as lines. */
export function backtestLines(backtest: Backtest): string[] {
  const { events, fromMs, toMs, rules, tally } = backtest
  const loud = rules
    .flatMap((rule) => ({ rule, found: tally.byRule.get(rule.id) }))
    .filter((one): one is { rule: RuleInfo; found: RuleTally } => one.found !== undefined)
    .sort((a, b) => b.found.alerts - a.found.alerts)
  const total = loud.reduce((sum, { found }) => sum + found.alerts, 0)
  return [
    `${events} events from ${minute(fromMs)} to ${minute(toMs)}`,
    ...loud.flatMap(({ rule, found }) => ruleLines(rule, found, backtest)),
    `${total} alerts (${aDay(total, backtest)}) of ${loud.length} rules; ${rules.length - loud.length} rules had none`,
  ]
}

function ruleLines(rule: RuleInfo, found: RuleTally, backtest: Backtest): string[] {
  const days = [...found.byDay]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, alerts]) => `${day.slice(5)}: ${alerts}`)
  const keys = [...found.byKey].sort(([, a], [, b]) => b - a)
  const top = keys.slice(0, TOP_KEYS).map(([key, alerts]) => `${key} (${alerts})`)
  const more = keys.length - top.length
  return [
    `"${rule.title}" (${rule.level}): ${found.alerts} alerts, ${aDay(found.alerts, backtest)}`,
    `  by day   ${days.join(', ')}`,
    `  by key   ${top.join('; ')}${more > 0 ? `; and ${more} more keys` : ''}`,
    ...exceptedLines(rule, found, backtest),
  ]
}

function exceptedLines(rule: RuleInfo, found: RuleTally, { excepted }: Backtest): string[] {
  if (excepted === undefined) return []
  const left = excepted.alertsOf(rule.id)
  const saved = found.alerts - left
  return [`  with the exception ${left} alerts: ${saved} fewer (${Math.round((100 * saved) / found.alerts)} %)`]
}

function aDay(alerts: number, { fromMs, toMs }: Backtest): string {
  return `${((alerts * DAY_MS) / (toMs - fromMs)).toFixed(1)} a day`
}

function minute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`
}
