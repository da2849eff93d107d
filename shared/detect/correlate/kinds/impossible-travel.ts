import { distanceKm } from '../../places.ts'
import type { Correlation } from '../../rule.ts'
import { boundsText, type Firing, type Kind, WHOLE, within } from '../kind.ts'
import { inOrder } from '../timeline.ts'
import type { Moment } from '../window-store.ts'

const NEIGHBOURS = 100
/** Addresses are placed no more precisely than this. */
const LEAST_KM = 100
const HOUR_MS = 3_600_000

/**
 * `impossible_travel`: two hits of a group within the timespan, so far apart that nobody travels from one to the other
 * in the time between. Any two, so that it does not matter in which order they come.
 */
export const IMPOSSIBLE_TRAVEL: Kind = {
  immediate: () => true,
  parts: () => [WHOLE],
  reads: ({ timespanMs }) => [{ part: WHOLE, beforeMs: timespanMs, afterMs: timespanMs, need: NEIGHBOURS }],
  judge: (correlation, ats, windows) => {
    const timeline = windows.get(WHOLE) ?? []
    return ats.flatMap((at) => timeline.flatMap((other) => journey(correlation, at, other)))
  },
}

function journey({ bounds, timespanMs }: Correlation, a: Moment, b: Moment): Firing[] {
  const ms = Math.abs(a.timeMs - b.timeMs)
  if (a.uid === b.uid || ms > timespanMs) return []
  const km = distanceKm(a.value ?? '', b.value ?? '')
  const speed = km / (ms / HOUR_MS)
  if (km < LEAST_KM || !within(bounds, speed)) return []
  const [from, to] = inOrder(a, b) < 0 ? [a, b] : [b, a]
  const pace = Number.isFinite(speed) ? `${Math.round(speed)} km/h` : 'at the same moment'
  return [{ at: to, moments: [from, to], measured: `${Math.round(km)} km, ${pace} (${boundsText(bounds)} km/h)` }]
}
