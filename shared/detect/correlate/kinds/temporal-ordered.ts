import { durationText } from '../../duration.ts'
import type { Correlation } from '../../rule.ts'
import { type Firing, type Kind, partOf } from '../kind.ts'
import type { Moment } from '../window-store.ts'
import { TEMPORAL_NEIGHBOURS } from './temporal.ts'
import { type RuleMoment, together } from './together.ts'

/**
 * `temporal_ordered`: a hit of each rule, one after the other in the order of the rules, within one timespan. They are
 * different events; of hits at the same instant any may be the first.
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
function chain({ rules, timespanMs }: Correlation, end: RuleMoment, timeline: readonly RuleMoment[]): Firing[] {
  const stop = timeline.indexOf(end)
  const last = rules.length - 1
  const before = timeline
    .slice(0, stop)
    .filter(({ timeMs, uid }) => timeMs >= end.timeMs - timespanMs && uid !== end.uid)
  const earliest = greedy(before, last)
  const latest = greedy(before.toReversed(), last, true)
  if (earliest.length < last || latest.length < last) return []
  const moments = before.filter(({ index }, place) => {
    if (index === last) return false
    const after = index === 0 ? -1 : earliest[index - 1]!
    const until = index === last - 1 ? before.length : before.length - 1 - latest[last - 2 - index]!
    return place > after && place < until
  })
  return [
    {
      at: end,
      moments: [...moments, end],
      measured: `${rules.length} rules in order within ${durationText(timespanMs)}`,
    },
  ]
}

/**
 * Where in a list each rule of a chain can stand at the earliest, the first rules first; with `backwards`, the list
 * being turned round, the last rules first. Shorter than `length` when the chain breaks off. An event stands once.
 */
function greedy(list: readonly RuleMoment[], length: number, backwards = false): number[] {
  const places: number[] = []
  const used = new Set<Moment['uid']>()
  for (const [place, { index, uid }] of list.entries()) {
    if (places.length === length) break
    const wanted = backwards ? length - 1 - places.length : places.length
    if (index !== wanted || used.has(uid)) continue
    used.add(uid)
    places.push(place)
  }
  return places
}
