import type { Moment } from './window-store.ts'

/** Moments in order of (time, uid), each uid once. */
export function timelineOf(moments: readonly Moment[]): Moment[] {
  return [...new Map(moments.map((moment) => [moment.uid, moment])).values()].sort(inOrder)
}

/** The order of moments in a timeline. */
export function inOrder(a: Moment, b: Moment): number {
  return a.timeMs - b.timeMs || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)
}

/** How many moments of an ordered timeline are before a time; with `through`, those at that time too. */
export function countBefore(timeline: readonly Moment[], timeMs: number, through = false): number {
  let low = 0
  let high = timeline.length
  while (low < high) {
    const middle = (low + high) >> 1
    const at = timeline[middle]!.timeMs
    if (at < timeMs || (through && at === timeMs)) low = middle + 1
    else high = middle
  }
  return low
}

/** The moments from one time to another, both included. */
export function between(timeline: readonly Moment[], fromMs: number, toMs: number): Moment[] {
  return timeline.slice(countBefore(timeline, fromMs), countBefore(timeline, toMs, true))
}
