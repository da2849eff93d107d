import { durationText } from '../../duration.ts'
import type { Correlation } from '../../rule.ts'
import { type Kind, partOf } from '../kind.ts'
import { countBefore } from '../timeline.ts'
import type { Moment } from '../window-store.ts'

/** As many hits of the expected rule are read after a hit: one is enough. */
const NEED = 1

/** The series of the hits of an absence of one rule. */
export const ONE_RULE = partOf(0)

/**
 * `absence`: a hit of the first rule that no hit of the second follows within the timespan; with one rule, a hit that no
 * further one follows. One at the same instant follows; an event does not follow itself.
 */
export const ABSENCE: Kind = {
  immediate: () => false,
  parts: (_, index) => [partOf(index)],
  reads: ({ rules, timespanMs }, index) =>
    index === 0 ? [{ part: partOf(rules.length - 1), beforeMs: 0, afterMs: timespanMs, need: NEED }] : [],
  judge: (correlation, ats, windows) => {
    const expected = windows.get(partOf(correlation.rules.length - 1)) ?? []
    return ats
      .filter((at) => !isFollowed(correlation, at, expected))
      .map((at) => ({ at, moments: [at], measured: words(correlation) }))
  },
}

function isFollowed({ rules, timespanMs }: Correlation, at: Moment, expected: readonly Moment[]): boolean {
  const alone = rules.length === 1
  const from = countBefore(expected, at.timeMs)
  for (let i = from; i < expected.length && expected[i]!.timeMs <= at.timeMs + timespanMs; i++) {
    const { timeMs, uid } = expected[i]!
    if (alone ? timeMs > at.timeMs || uid > at.uid : uid !== at.uid) return true
  }
  return false
}

function words({ titles, timespanMs }: Correlation): string {
  const [first, expected] = titles
  return `${first}, then ${expected === undefined ? 'not again' : `no ${expected}`} within ${durationText(timespanMs)}`
}
