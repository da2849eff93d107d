import { durationText } from '../../duration.ts'
import { boundsText, type Kind, WHOLE, within } from '../kind.ts'
import { between, countBefore } from '../timeline.ts'

/** How many hits are read; of more, the latest count. */
const MOST_HITS = 20_000

/**
 * `spike`: the hits of the timespan up to a hit are so many times what a timespan had on average over the baseline
 * before. A group without a hit in its baseline is new and has no average.
 */
export const SPIKE: Kind = {
  immediate: () => false,
  parts: () => [WHOLE],
  reads: ({ timespanMs, baselineMs = 0 }) => [
    { part: WHOLE, beforeMs: timespanMs + baselineMs, afterMs: 0, need: MOST_HITS },
  ],
  judge: ({ timespanMs, baselineMs = 0, least = 1, bounds }, ats, windows) => {
    const timeline = windows.get(WHOLE) ?? []
    return ats.flatMap((at) => {
      const startMs = at.timeMs - timespanMs
      const recent = between(timeline, startMs, at.timeMs)
      const before = countBefore(timeline, startMs) - countBefore(timeline, startMs - baselineMs)
      const factor = recent.length / ((before * timespanMs) / baselineMs)
      if (before === 0 || recent.length < least || !within(bounds, factor)) return []
      const measured = `${recent.length} events within ${durationText(timespanMs)}, ${factor.toFixed(1)} times the average of the ${durationText(baselineMs)} before (${boundsText(bounds)})`
      return [{ at, moments: recent, measured }]
    })
  },
}
