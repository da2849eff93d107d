import type { Bound, Correlation, Operator } from '../rule.ts'
import type { Moment } from './window-store.ts'

/** What a window must be read of: one of a group's series, around the moment that is judged. */
export type Read = { part: string; beforeMs: number; afterMs: number; need: number }

/** A correlation's condition was met: at which hit, by which hits, and what was measured, in words. */
export type Firing = { at: Moment; moments: readonly Moment[]; measured: string }

/** How correlations of one type judge. */
export type Kind = {
  /**
   * Whether it fires as soon as its last hit comes. So it is where further hits can only help the condition; any other
   * must wait until no earlier hit can come.
   */
  immediate(correlation: Correlation): boolean
  /** The series of its group that a hit belongs to; `index` is the place of its rule among those referred to. */
  parts(correlation: Correlation, index: number, value: string | undefined): readonly string[]
  /** What to read to judge a hit of that kind; nothing for one that only others look at. */
  reads(correlation: Correlation, index: number, value: string | undefined): readonly Read[]
  /**
   * Judges hits of one group that came together. `windows` has the timeline of each series that was read, the new hits
   * among them. A kind that fires at once says every firing that the new hits made; one that waits speaks of these alone.
   */
  judge(correlation: Correlation, ats: readonly Moment[], windows: ReadonlyMap<string, readonly Moment[]>): Firing[]
}

/** The one series of a group whose hits all count alike. */
export const WHOLE = ''

/** The series of the hits of one referred rule. */
export function partOf(index: number): string {
  return `rule ${index}`
}

const HOLDS: Record<Operator, (measured: number, limit: number) => boolean> = {
  gt: (measured, limit) => measured > limit,
  gte: (measured, limit) => measured >= limit,
  lt: (measured, limit) => measured < limit,
  lte: (measured, limit) => measured <= limit,
  eq: (measured, limit) => measured === limit,
  neq: (measured, limit) => measured !== limit,
}

export function within(bounds: readonly Bound[], measured: number): boolean {
  return bounds.every(({ operator, limit }) => HOLDS[operator](measured, limit))
}

/** Whether a greater measure never fails what a lesser one has met. */
export function onlyRises(bounds: readonly Bound[]): boolean {
  return bounds.every(({ operator }) => operator === 'gt' || operator === 'gte')
}

/** The least whole number that meets bounds which only rise. */
export function leastMeeting(bounds: readonly Bound[]): number {
  return Math.max(
    ...bounds.map(({ operator, limit }) => (operator === 'gt' ? Math.floor(limit) + 1 : Math.ceil(limit))),
  )
}

/** The bounds as people read them. */
export function boundsText(bounds: readonly Bound[]): string {
  const signs: Record<Operator, string> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=', neq: '≠' }
  return bounds.map(({ operator, limit }) => `${signs[operator]} ${limit}`).join(' and ')
}
