import type { Labels } from '../labels.ts'
import { matchesAll } from './matches-all.ts'
import type { Silence } from './types.ts'

/** The first silence that mutes an alert with these labels at `now`, milliseconds since 1970 UTC. */
export function silenced(silences: readonly Silence[], labels: Labels, now: number): Silence | undefined {
  return silences.find(
    ({ startsAt, endsAt, matchers }) => startsAt <= now && now < endsAt && matchesAll(matchers, labels),
  )
}
