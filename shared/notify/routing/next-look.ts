import { waitedMs } from './escalate.ts'
import type { Look, Standing } from './look.ts'
import { awaitsAnswer, isNews, owesResolution } from './member.ts'

/**
 * When to look again if nothing changes, in milliseconds since 1970 UTC; null when nothing can happen. What could be told
 * now and is not is muted: it is looked after every `group_interval`, or when the time interval ends that mutes it.
 */
export function nextLook({ members, state }: Standing, { route, now, isEarly, mutedUntil }: Look): number | null {
  const afterInterval = (isEarly ? state.flushedAt! : now) + route.groupIntervalMs
  const newsAt = mutedUntil === undefined || isEarly ? afterInterval : mutedUntil
  const times: number[] = []
  if (members.some((member) => isNews(member) || owesResolution(member))) times.push(newsAt)
  if (members.some(awaitsAnswer)) {
    if (state.toldAt !== null)
      times.push(Math.max(state.toldAt + route.repeatIntervalMs, state.flushedAt! + route.groupIntervalMs))
    const step = state.escalationStep + 1
    if (state.escalatingSince !== null && step <= route.escalation.length)
      times.push(state.escalatingSince + waitedMs(route.escalation, step))
  }
  if (times.length === 0) return null
  if (mutedUntil !== undefined) return Math.max(mutedUntil, Math.min(...times))
  return Math.min(...times.map((time) => (time > now ? time : now + route.groupIntervalMs)))
}
