import { partOf } from '../kind.ts'
import type { Moment } from '../window-store.ts'

export type RuleMoment = Moment & { index: number }

/**
 * The hits of all referred rules as one timeline. At the same instant those of earlier rules stand first: clocks of a
 * second's precision must not hide an order.
 */
export function together(rules: readonly string[], windows: ReadonlyMap<string, readonly Moment[]>): RuleMoment[] {
  return rules
    .flatMap((_, index) => (windows.get(partOf(index)) ?? []).map((moment) => ({ ...moment, index })))
    .sort((a, b) => a.timeMs - b.timeMs || a.index - b.index || (a.uid < b.uid ? -1 : 1))
}
