import { durationText } from '../../duration.ts'
import { type Firing, type Kind, onlyRises, partOf, type Read, within } from '../kind.ts'
import { together } from './together.ts'

/** How many hits of each rule are read to each side of a new one: enough to show, and one would be enough to judge. */
export const TEMPORAL_NEIGHBOURS = 100
const WAITING_NEIGHBOURS = 2000

/**
 * `temporal`: hits of different rules within one timespan, in any order. The condition counts the rules; without one
 * all of them are wanted. A hit of several rules is one of each.
 */
export const TEMPORAL: Kind = {
  immediate: ({ bounds }) => onlyRises(bounds),
  parts: (_, index) => [partOf(index)],
  reads: ({ rules, timespanMs, bounds }) =>
    rules.map(
      (_, index): Read =>
        onlyRises(bounds)
          ? { part: partOf(index), beforeMs: timespanMs, afterMs: timespanMs, need: TEMPORAL_NEIGHBOURS }
          : { part: partOf(index), beforeMs: timespanMs, afterMs: 0, need: WAITING_NEIGHBOURS },
    ),
  judge: (correlation, ats, windows) => {
    const { bounds, rules, titles, timespanMs } = correlation
    const timeline = together(rules, windows)
    const reachMs = onlyRises(bounds) ? timespanMs : 0
    const seen = new Array<number>(rules.length).fill(0)
    const firings: Firing[] = []
    let start = 0
    let end = 0
    while (end < timeline.length) {
      const { timeMs } = timeline[end]!
      let next = end
      for (; next < timeline.length && timeline[next]!.timeMs === timeMs; next++) seen[timeline[next]!.index]!++
      for (; timeline[start]!.timeMs < timeMs - timespanMs; start++) seen[timeline[start]!.index]!--
      const count = seen.filter((hits) => hits > 0).length
      if (within(bounds, count) && ats.some((at) => at.timeMs <= timeMs && timeMs <= at.timeMs + reachMs)) {
        const found = titles.filter((_, index) => seen[index]! > 0)
        const measured = `${found.join(' + ') || 'nothing'} within ${durationText(timespanMs)}`
        for (const [i, at] of timeline.slice(end, next).entries())
          firings.push({ at, moments: i === 0 ? timeline.slice(start, next) : [], measured })
      }
      end = next
    }
    return firings
  },
}
