import type { Labels } from '../labels.ts'
import { decide } from './decide.ts'
import { groupOf } from './group-of.ts'
import { inhibited } from './inhibited.ts'
import { mutedByTime } from './muted-by-time.ts'
import { NEW_GROUP } from './new-group.ts'
import { routeAlert } from './route-alert.ts'
import { silenced } from './silenced.ts'
import type { InhibitRule, Member, PlannedNotice, Route, Routing, Silence, Surroundings } from './types.ts'

/** What keeps an alert from being told now. */
export type Muting =
  | { by: 'silence'; silence: Silence }
  | { by: 'inhibition'; rule: InhibitRule }
  /** The name of a mute interval that has begun, or of an active one that has not. */
  | { by: 'time'; interval: string }

/** A telling to come, at `at`, milliseconds since 1970 UTC. `channels` are names: RECEIVER/KIND/POSITION. */
export type Telling = Pick<PlannedNotice, 'kind' | 'step' | 'receiver'> & { at: number; channels: readonly string[] }

export type ExplainedRoute = {
  /** The route's key: the matchers from the root down. */
  route: string
  receiver: string
  channels: readonly string[]
  groupId: string
  groupLabels: Readonly<Record<string, string>>
  groupWaitMs: number
  groupIntervalMs: number
  repeatIntervalMs: number
  /** Everything that mutes it now; empty when nothing does. */
  muted: readonly Muting[]
  /**
   * Who is told when, if nobody does anything: the first telling, every step of the escalation, and the first repetition,
   * where they come before `watchedUntil`.
   */
  told: readonly Telling[]
  watchedUntil: number
}

/** Longer than a week, so that every weekday comes. */
const AHEAD_MS = 8 * 86_400_000
const MOST_LOOKS = 20_000

/**
 * The routes that an alert with these labels would take if it opened now and were alone in its groups, and who would be told
 * when. It asks `decide`, as the desk does.
 */
export function explainRoute(routing: Routing, labels: Labels, around: Surroundings): readonly ExplainedRoute[] {
  return routeAlert(routing.root, labels).map((route) => {
    const group = groupOf(route, labels)
    return {
      route: route.key,
      receiver: route.receiver,
      channels: channelsOf(routing, route.receiver),
      groupId: group.id,
      groupLabels: group.labels,
      groupWaitMs: route.groupWaitMs,
      groupIntervalMs: route.groupIntervalMs,
      repeatIntervalMs: route.repeatIntervalMs,
      muted: mutingOf(routing, route, labels, around),
      ...foresee(routing, route, labels, around),
    }
  })
}

function channelsOf({ receivers }: Routing, receiver: string): readonly string[] {
  return receivers.get(receiver)?.channels.map(({ name }) => name) ?? []
}

function mutingOf(routing: Routing, route: Route, labels: Labels, { now, silences, firing }: Surroundings): Muting[] {
  const silence = silenced(silences, labels, now)
  const rule = inhibited(routing.inhibitRules, labels, firing)
  const interval = mutedByTime(routing, route, now)
  return [
    ...(silence ? [{ by: 'silence', silence } as const] : []),
    ...(rule ? [{ by: 'inhibition', rule } as const] : []),
    ...(interval === undefined ? [] : [{ by: 'time', interval } as const]),
  ]
}

function foresee(
  routing: Routing,
  route: Route,
  labels: Labels,
  { now, ...rest }: Surroundings,
): Pick<ExplainedRoute, 'told' | 'watchedUntil'> {
  const told: Telling[] = []
  let members: readonly Member[] = [
    { alertId: '', episode: 1, status: 'open', labels, toldEpisode: null, toldResolved: null },
  ]
  let state = NEW_GROUP
  let at = now + route.groupWaitMs
  for (let looks = 0; looks < MOST_LOOKS && at <= now + AHEAD_MS; looks += 1) {
    const decision = decide(routing, route, members, state, { now: at, ...rest })
    for (const { kind, step, receiver } of decision.notices)
      if (kind !== 'repeat' || !told.some((one) => one.kind === 'repeat'))
        told.push({ at, kind, step, receiver, channels: channelsOf(routing, receiver) })
    const isAllKnown = told.some(({ kind }) => kind === 'repeat') && !hasStepsLeft(route, decision.state.escalationStep)
    if (decision.dueAt === null || isAllKnown) return { told, watchedUntil: at }
    ;({ members, state } = decision)
    at = decision.dueAt
  }
  return { told, watchedUntil: Math.min(at, now + AHEAD_MS) }
}

function hasStepsLeft({ escalation }: Route, done: number): boolean {
  return done < escalation.length
}
