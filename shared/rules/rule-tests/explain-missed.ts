import type { UidEvent } from '../../detect/index.ts'
import { type Correlation, judge, type Ruleset } from '../../detect/index.ts'
import { type WhyNot, whyNot, whyNotLine } from '../../detect/why-not.ts'
import { whyNotCounted, whyNotFired } from '../../detect/why-not-correlation.ts'

/** Why a rule raised fewer alerts than a test expects, in one line. */
export function explainMissed(ruleset: Ruleset, ruleId: string, events: readonly UidEvent[]): string {
  const correlation = ruleset.correlations.get(ruleId)?.correlation
  return correlation === undefined
    ? explainDetection(ruleset, ruleId, events)
    : (explainFirst(events, (event) => whyNotCounted(correlation, ruleset, event)) ??
        explainWindow(correlation, ruleset, events))
}

function explainDetection(ruleset: Ruleset, ruleId: string, events: readonly UidEvent[]): string {
  const rule = ruleset.rules.get(ruleId)
  const why = rule && explainFirst(events, (event) => whyNot(rule, event, ruleset.exactNames))
  return why ?? 'some of the events match it, under fewer keys'
}

/** The reason of the first event that the rule looks at and that fails; undefined when one counts. */
function explainFirst(
  events: readonly UidEvent[],
  why: (event: UidEvent['event']) => WhyNot | undefined,
): string | undefined {
  const reasons = events.map(({ event }) => why(event))
  if (reasons.some((reason) => reason === undefined)) return undefined
  const failed = reasons.flatMap((reason, i) => (reason === undefined ? [] : [{ reason, i }]))
  const first = failed.find(({ reason }) => !reason.part.endsWith('log source')) ?? failed[0]
  return first && `event ${first.i + 1} of ${events.length}: ${whyNotLine(first.reason)}`
}

/** The group that came closest by the number of its events. */
function explainWindow(correlation: Correlation, ruleset: Ruleset, events: readonly UidEvent[]): string {
  const timesByKey = new Map<string, number[]>()
  for (const { event } of events)
    for (const { to, key } of judge(ruleset, event).hits)
      if (to.correlation.id === correlation.id) timesByKey.set(key, [...(timesByKey.get(key) ?? []), event.time])
  const groups = [...timesByKey].map(([key, times]) => ({ key, counted: mostWithin(times, correlation.timespanMs) }))
  const [closest] = groups.sort((a, b) => b.counted - a.counted)
  if (closest === undefined) return 'the correlations that it is built upon did not fire, or not together'
  return whyNotLine(whyNotFired(correlation, closest.key, closest.counted))
}

function mostWithin(times: readonly number[], timespanMs: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.max(...sorted.map((from) => sorted.filter((time) => time >= from && time <= from + timespanMs).length))
}
