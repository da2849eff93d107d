import { mutedByTime } from './muted-by-time.ts'
import { minuteOfDay } from './time-intervals.ts'
import type { Route, Routing } from './types.ts'

const MINUTE_MS = 60_000
const HALF_HOUR_MINUTES = 30
const HALF_HOUR_MS = HALF_HOUR_MINUTES * MINUTE_MS
/** Longer than any week's quiet time; after it is looked again. */
const LONGEST_MS = 8 * 24 * 60 * MINUTE_MS
const MIDNIGHT = 24 * 60

const known = new WeakMap<Route, { from: number; until: number }>()

/** When a route that is muted by time at `now` ceases to be, in milliseconds since 1970 UTC; eight days on at the latest. */
export function unmutedAt(routing: Pick<Routing, 'timeIntervals'>, route: Route, now: number): number {
  const found = known.get(route)
  if (found !== undefined && found.from <= now && now < found.until) return found.until
  let at = now
  do at = nextMark(routing, route, at)
  while (at < now + LONGEST_MS && mutedByTime(routing, route, at) !== undefined)
  known.set(route, { from: now, until: at })
  return at
}

/**
 * The next time at which an interval may begin or end: one of its own times of day, or midnight, by its clock. Clocks are
 * changed at whole or half hours UTC, so that between two of these every clock runs evenly.
 */
function nextMark({ timeIntervals }: Pick<Routing, 'timeIntervals'>, route: Route, at: number): number {
  let next = (Math.floor(at / HALF_HOUR_MS) + 1) * HALF_HOUR_MS
  for (const name of [...route.muteTimeIntervals, ...route.activeTimeIntervals])
    for (const { location, times } of timeIntervals.get(name) ?? []) {
      const minute = minuteOfDay(location, at)
      for (const edge of [MIDNIGHT, ...times.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute])])
        if (edge > minute && edge - minute <= HALF_HOUR_MINUTES)
          next = Math.min(next, (Math.floor(at / MINUTE_MS) + edge - minute) * MINUTE_MS)
    }
  return next
}
