import { durationText } from '../../duration.ts'
import type { Correlation } from '../../rule.ts'
import { type Firing, type Kind, partOf } from '../kind.ts'
import { TEMPORAL_NEIGHBOURS } from './temporal.ts'
import { type RuleMoment, together } from './together.ts'

/**
 * `temporal_ordered`: a hit of each rule, one after the other in the order of the rules, within one timespan. An event
 * does not follow itself; of hits at the same instant any may be the first.
 */
export const TEMPORAL_ORDERED: Kind = {
  immediate: () => true,
  parts: (_, index) => [partOf(index)],
  reads: ({ rules, timespanMs }) =>
    rules.map((_, index) => ({
      part: partOf(index),
      beforeMs: timespanMs,
      afterMs: timespanMs,
      need: TEMPORAL_NEIGHBOURS,
    })),
  judge: (correlation, ats, windows) => {
    const { rules, timespanMs } = correlation
    const timeline = together(rules, windows)
    const ends = timeline.filter(
      ({ index, timeMs }) =>
        index === rules.length - 1 && ats.some((at) => at.timeMs <= timeMs && timeMs <= at.timeMs + timespanMs),
    )
    return ends.flatMap((end) => chain(correlation, end, timeline))
  },
}

/** The firing at the last rule's hit `end`, with every hit that stands in some complete chain that ends with it. */
function chain(correlation: Correlation, end: RuleMoment, timeline: readonly RuleMoment[]): Firing[] {
  const { rules, titles, timespanMs } = correlation
  const last = rules.length - 1
  const before = timeline
    .slice(0, timeline.indexOf(end))
    .filter(({ timeMs, uid, index }) => timeMs >= end.timeMs - timespanMs && uid !== end.uid && index < last)
  const fromFirst = linked(before, 0, 1)
  const toLast = linked(before.toReversed(), last - 1, -1).reverse()
  const moments = before.filter((_, place) => fromFirst[place] && toLast[place])
  if (moments.length === 0) return []
  const measured = `${titles.join(', then ')} within ${durationText(timespanMs)}`
  return [{ at: end, moments: [...moments, end], measured }]
}

/**
 * Which hits of a list are the end of a chain that begins with a hit of the rule `first` and goes on, `step` rules at a
 * time, from one event to another.
 */
function linked(list: readonly RuleMoment[], first: number, step: number): boolean[] {
  const ends = new Map<number, { uid: string; several: boolean }>()
  return list.map(({ index, uid }) => {
    const previous = ends.get(index - step)
    const isLinked = index === first || (previous !== undefined && (previous.several || previous.uid !== uid))
    const known = ends.get(index)
    if (isLinked && known === undefined) ends.set(index, { uid, several: false })
    else if (isLinked && known?.uid !== uid) ends.set(index, { uid, several: true })
    return isLinked
  })
}
