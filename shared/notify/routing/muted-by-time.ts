import { isWithin } from './time-intervals.ts'
import type { Route, Routing } from './types.ts'

/**
 * The name of the interval that mutes a route at `now`, in milliseconds since 1970 UTC: one of its mute intervals that has
 * begun, or the first of its active ones where none has.
 */
export function mutedByTime(
  { timeIntervals }: Pick<Routing, 'timeIntervals'>,
  { muteTimeIntervals, activeTimeIntervals }: Pick<Route, 'muteTimeIntervals' | 'activeTimeIntervals'>,
  now: number,
): string | undefined {
  const holds = (name: string): boolean => isWithin(timeIntervals.get(name) ?? [], now)
  return muteTimeIntervals.find(holds) ?? (activeTimeIntervals.some(holds) ? undefined : activeTimeIntervals[0])
}
