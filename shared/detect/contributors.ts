import type { Correlation } from './rule.ts'
import { VALUE_COUNT_NEIGHBOURS } from './threshold.ts'

/** When an event hit a correlation, which event it was, and the value it adds to a `value_count`. */
export type Moment = { timeMs: number; uid: string; value?: string }

/** What of a correlation decides over its window. */
export type Window = Pick<Correlation, 'type' | 'timespanMs' | 'threshold'>

/**
 * How many neighbours on each side of a new hit, nearest first in one fixed order of (time, uid), `contributors` must
 * be given: enough for every group of `threshold` neighbouring hits that holds the new one. For `value_count` this is
 * the bound `VALUE_COUNT_NEIGHBOURS`.
 */
export function neighboursNeeded(correlation: Window): number {
  return correlation.type === 'event_count' ? correlation.threshold - 1 : VALUE_COUNT_NEIGHBOURS
}

/**
 * The hits, the new one included, that lie in some window of at most `timespanMs` which holds the new hit and meets
 * the threshold; none when no window does. `neighbours` are the known hits of the same correlation and key within
 * one timespan of the new one, both ends included, `neighboursNeeded` on each side; the new hit may be among them.
 * A uid counts once. Called for each hit as it arrives, in whatever order and however often, the union of the answers
 * is every hit that lies in any qualifying window: the last to arrive of a window's hits sees all the others.
 */
export function contributors(correlation: Window, at: Moment, neighbours: readonly Moment[]): Moment[] {
  const timeline = timelineOf(correlation, at, neighbours)
  const tally = new Tally(correlation)
  const chosen: Moment[] = []
  let end = 0
  let chosenTo = 0
  for (let start = 0; start < timeline.length && timeline[start]!.timeMs <= at.timeMs; start++) {
    const last = timeline[start]!.timeMs + correlation.timespanMs
    for (; end < timeline.length && timeline[end]!.timeMs <= last; end++) tally.add(timeline[end]!)
    if (tally.count >= correlation.threshold) {
      chosen.push(...timeline.slice(Math.max(start, chosenTo), end))
      chosenTo = end
    }
    tally.remove(timeline[start]!)
  }
  return chosen
}

function timelineOf(correlation: Window, at: Moment, neighbours: readonly Moment[]): Moment[] {
  const byUid = new Map(neighbours.map((moment) => [moment.uid, moment]))
  byUid.set(at.uid, at)
  return [...byUid.values()]
    .filter((moment) => Math.abs(moment.timeMs - at.timeMs) <= correlation.timespanMs)
    .sort((a, b) => a.timeMs - b.timeMs)
}

/** What a window counts as it slides: its events, or their distinct values. */
class Tally {
  readonly #distinct: boolean
  readonly #values = new Map<string, number>()
  #events = 0

  constructor(correlation: Window) {
    this.#distinct = correlation.type === 'value_count'
  }

  get count(): number {
    return this.#distinct ? this.#values.size : this.#events
  }

  add(moment: Moment): void {
    this.#events++
    if (moment.value !== undefined) this.#values.set(moment.value, (this.#values.get(moment.value) ?? 0) + 1)
  }

  remove(moment: Moment): void {
    this.#events--
    if (moment.value === undefined) return
    const left = (this.#values.get(moment.value) ?? 1) - 1
    if (left === 0) this.#values.delete(moment.value)
    else this.#values.set(moment.value, left)
  }
}
