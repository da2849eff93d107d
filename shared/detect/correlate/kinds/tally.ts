import { durationText } from '../../duration.ts'
import type { Correlation } from '../../rule.ts'
import { boundsText, type Firing, type Kind, leastMeeting, onlyRises, WHOLE, within } from '../kind.ts'
import { inOrder } from '../timeline.ts'
import type { Moment } from '../window-store.ts'
import { createMeasure, MEASURES, type Measured } from './measures.ts'

/** How many neighbours a window reads that is measured as a whole; of more, the latest count. */
const WHOLE_WINDOW = 5_000

/**
 * What is measured over a sliding window: at each hit the window reaches back one timespan, both ends included. The
 * counting types and sums fire at once where only a least measure is asked for.
 */
export function tallyKind(type: Measured): Kind {
  const { rises, neighbours } = MEASURES[type]
  return {
    immediate: ({ bounds }) => rises && onlyRises(bounds),
    parts: () => [WHOLE],
    reads: (correlation) => {
      const { timespanMs, bounds } = correlation
      return rises && onlyRises(bounds)
        ? [{ part: WHOLE, beforeMs: timespanMs, afterMs: timespanMs, need: neighbours(leastMeeting(bounds)) }]
        : [{ part: WHOLE, beforeMs: timespanMs, afterMs: 0, need: WHOLE_WINDOW }]
    },
    judge: (correlation, ats, windows) => {
      const reachMs = rises && onlyRises(correlation.bounds) ? correlation.timespanMs : 0
      return slide(correlation, ats, windows.get(WHOLE) ?? [], reachMs)
    },
  }
}

/**
 * Every hit within `reachMs` after one of `ats` whose window meets the condition. Each says which hits its window has
 * that no earlier firing's had.
 */
function slide(
  correlation: Correlation,
  ats: readonly Moment[],
  timeline: readonly Moment[],
  reachMs: number,
): Firing[] {
  const measure = createMeasure(correlation)
  const wanted = [...ats].sort(inOrder)
  const firings: Firing[] = []
  let [start, end, from, told] = [0, 0, 0, 0]
  while (end < timeline.length) {
    const { timeMs } = timeline[end]!
    const first = end
    for (; end < timeline.length && timeline[end]!.timeMs === timeMs; end++) measure.add(timeline[end]!)
    for (; timeline[start]!.timeMs < timeMs - correlation.timespanMs; start++) measure.remove(timeline[start]!)
    while (from < wanted.length && wanted[from]!.timeMs + reachMs < timeMs) from++
    if (from === wanted.length || wanted[from]!.timeMs > timeMs) continue
    for (const at of timeline.slice(first, end)) {
      const measured = measure.at(at)
      if (measured === undefined || !within(correlation.bounds, measured)) continue
      firings.push({
        at,
        moments: timeline.slice(Math.max(start, told), end),
        measured: words(correlation, at, measured),
      })
      told = end
    }
  }
  return firings
}

function words(correlation: Correlation, { value }: Moment, measured: number): string {
  const { type, valueFields, percentile, timespanMs, bounds } = correlation
  const field = valueFields.map(({ name }) => name).join(' and ')
  const number = Number(measured.toPrecision(6))
  const what: Record<Measured, string> = {
    event_count: `${number} events`,
    value_count: `${number} different values of ${field}`,
    value_sum: `sum of ${field} is ${number}`,
    value_avg: `average of ${field} is ${number}`,
    value_median: `median of ${field} is ${number}`,
    value_percentile:
      percentile === undefined
        ? `${value} is ${number} % of the values of ${field}`
        : `percentile ${percentile} of ${field} is ${number}`,
  }
  return `${what[type as Measured]} within ${durationText(timespanMs)} (${boundsText(bounds)})`
}
