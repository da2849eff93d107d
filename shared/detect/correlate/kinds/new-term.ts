import { durationText } from '../../duration.ts'
import { type Kind, type Read, WHOLE } from '../kind.ts'
import { inOrder } from '../timeline.ts'
import type { Moment } from '../window-store.ts'

/**
 * `new_term`: a value that its group did not show in the timespan before, once the group had at least `known` hits in
 * it. Hits at the same instant stand in the order of their uids. The series of each value is kept apart, so that neither
 * question reads more than it must.
 */
export const NEW_TERM: Kind = {
  immediate: () => false,
  parts: (_, __, value) => [WHOLE, partOfValue(value)],
  reads: ({ timespanMs, known = 1 }, _, value): Read[] => [
    { part: WHOLE, beforeMs: timespanMs, afterMs: 0, need: known },
    { part: partOfValue(value), beforeMs: timespanMs, afterMs: 0, need: 1 },
  ],
  judge: ({ known = 1, timespanMs, valueFields }, ats, windows) =>
    ats.flatMap((at) => {
      const group = windows.get(WHOLE) ?? []
      const same = windows.get(partOfValue(at.value)) ?? []
      const isNew = earlier(same, at, timespanMs) === 0
      if (!isNew || earlier(group, at, timespanMs) < known) return []
      return [
        {
          at,
          moments: [at],
          measured: `${valueFields.map(({ name }) => name).join(' and ')} ${at.value} was not seen in the ${durationText(timespanMs)} before`,
        },
      ]
    }),
}

/** How many hits of a timeline come before a moment, no further back than the timespan. */
function earlier(timeline: readonly Moment[], at: Moment, timespanMs: number): number {
  return timeline.filter((one) => one.timeMs >= at.timeMs - timespanMs && inOrder(one, at) < 0).length
}

function partOfValue(value: string | undefined): string {
  return `value ${value}`
}
