import { durationText } from '../../duration.ts'
import { boundsText, type Kind, WHOLE, within } from '../kind.ts'
import { between, countBefore } from '../timeline.ts'

const MOST_HITS = 20_000

/** `flatline`: what came often enough in the timespan up to a hit comes too seldom in the timespan after it. */
export const FLATLINE: Kind = {
  immediate: () => false,
  parts: () => [WHOLE],
  reads: ({ timespanMs }) => [{ part: WHOLE, beforeMs: timespanMs, afterMs: timespanMs, need: MOST_HITS }],
  judge: ({ timespanMs, bounds }, ats, windows) => {
    const timeline = windows.get(WHOLE) ?? []
    return ats.flatMap((at) => {
      const before = between(timeline, at.timeMs - timespanMs, at.timeMs)
      const after = countBefore(timeline, at.timeMs + timespanMs, true) - countBefore(timeline, at.timeMs, true)
      if (within(bounds, before.length) || !within(bounds, after)) return []
      const measured = `${after} events in the ${durationText(timespanMs)} after, ${before.length} before (${boundsText(bounds)})`
      return [{ at, moments: before, measured }]
    })
  },
}
