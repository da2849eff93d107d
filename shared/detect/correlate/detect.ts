import type { Ruleset } from '../compile-ruleset.ts'
import { judge } from '../judge.ts'
import { countHits } from './count.ts'
import { type Finding, Findings } from './findings.ts'
import type { Counted } from './group.ts'
import type { UidEvent, WindowStore } from './window-store.ts'

export type Detection = {
  /** One for each rule and key. */
  findings: Finding[]
  /** How many events came too late to count towards some correlation. */
  late: number
}

/**
 * Judges events that were not judged before, by every rule. What rules over several events have found so far is kept
 * in `store`; whatever way the events come, in whatever order within the lateness, the findings are the same in all.
 * @param clockMs the clock of events before these: the newest event's time; undefined when there was none
 */
export async function detect(
  ruleset: Ruleset,
  events: readonly UidEvent[],
  store: WindowStore,
  clockMs: number | undefined,
): Promise<Detection> {
  const findings = new Findings()
  const counted: Counted[] = []
  let late = 0
  for (const { uid, event } of events) {
    const { matches, hits } = judge(ruleset, event)
    for (const { rule, key, labels, summary, because } of matches)
      findings.add({ rule, key, labels, summary, why: because, events: [{ uid, timeMs: event.time }] })
    const inTime = hits.filter(({ to }) => clockMs === undefined || event.time >= clockMs - to.lateMs)
    if (inTime.length < hits.length) late++
    counted.push(...inTime.map((hit) => ({ uid, timeMs: event.time, hit })))
  }
  const known = new Map(events.map((one) => [one.uid, one]))
  if (counted.length > 0) await countHits(ruleset, { hits: counted, clockMs }, known, store, findings)
  return { findings: findings.list(), late }
}
