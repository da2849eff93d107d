import { durationText } from '../../duration.ts'
import { type Kind, type Read, WHOLE } from '../kind.ts'
import { countBefore } from '../timeline.ts'

/**
 * `new_term`: a value that its group did not show in the timespan before, once the group had at least `known` hits in
 * it. The series of each value is kept apart, so that neither question reads more than it must.
 */
export const NEW_TERM: Kind = {
  immediate: () => false,
  parts: (_, __, value) => [WHOLE, partOfValue(value)],
  reads: ({ timespanMs, known = 1 }, _, value): Read[] => [
    { part: WHOLE, beforeMs: timespanMs, afterMs: 0, need: known + 1 },
    { part: partOfValue(value), beforeMs: timespanMs, afterMs: 0, need: 1 },
  ],
  judge: ({ known = 1, timespanMs }, ats, windows) =>
    ats.flatMap((at) => {
      const group = windows.get(WHOLE) ?? []
      const same = windows.get(partOfValue(at.value)) ?? []
      const isNew = !same.some(({ timeMs, uid }) => timeMs < at.timeMs || (timeMs === at.timeMs && uid < at.uid))
      const earlier = countBefore(group, at.timeMs) - countBefore(group, at.timeMs - timespanMs)
      if (!isNew || earlier < known) return []
      return [{ at, moments: [at], measured: `${at.value} was not seen in the ${durationText(timespanMs)} before` }]
    }),
}

function partOfValue(value: string | undefined): string {
  return `value ${value}`
}
