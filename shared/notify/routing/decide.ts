import { escalate } from './escalate.ts'
import { inhibited } from './inhibited.ts'
import { type Look, type Standing, withReceiver } from './look.ts'
import { awaitsAnswer, isFiring, isNews, isTold, owesResolution } from './member.ts'
import { mutedByTime } from './muted-by-time.ts'
import { NEW_GROUP } from './new-group.ts'
import { nextLook } from './next-look.ts'
import { silenced } from './silenced.ts'
import type { Decision, GroupState, Member, PlannedNotice, Route, Routing, Surroundings } from './types.ts'
import { unmutedAt } from './unmuted-at.ts'

/**
 * A look at a group: what is to be told now, what to remember, and when to look again. It depends on nothing but its
 * arguments. A look too many tells nothing twice and loses nothing, so anybody may look at any time, the first look
 * apart: that is not to come before `group_wait` has passed. The README beside says what is told when.
 */
export function decide(
  routing: Routing,
  route: Route,
  members: readonly Member[],
  state: GroupState,
  { now, silences, firing }: Surroundings,
): Decision {
  const look: Look = {
    route,
    now,
    mutedUntil: mutedByTime(routing, route, now) === undefined ? undefined : unmutedAt(routing, route, now),
    isEarly: state.flushedAt !== null && now < state.flushedAt + route.groupIntervalMs,
    isMuted: once(
      ({ labels }) =>
        silenced(silences, labels, now) !== undefined || inhibited(routing.inhibitRules, labels, firing) !== undefined,
    ),
  }
  const before: Standing = { members, state: { ...state, flushedAt: state.flushedAt ?? now }, notices: [] }
  const told = look.mutedUntil !== undefined || look.isEarly ? before : tell(before, look)
  const after = escalate(told, members, look)
  const notices = after.notices.filter(({ receiver }) => routing.receivers.has(receiver))
  const flushes = state.flushes + (notices.length > 0 ? 1 : 0)
  if (!after.members.some((member) => isFiring(member) || owesResolution(member)))
    return { notices, state: { ...NEW_GROUP, flushes }, members: after.members, dueAt: null, over: true }
  return { ...after, notices, state: { ...after.state, flushes }, dueAt: nextLook(after, look), over: false }
}

/** Tells the route's receiver what is new or still open, and all who have heard of the group what is over. */
function tell({ members, state }: Standing, { route, now, isMuted }: Look): Standing {
  const heard = members.filter((member) => !isMuted(member))
  const over = heard.filter(owesResolution)
  const hasNews = heard.some(isNews)
  const isRepeat = heard.some(awaitsAnswer) && state.toldAt !== null && now >= state.toldAt + route.repeatIntervalMs
  const firing = hasNews || isRepeat ? heard.filter(isFiring) : []
  if (firing.length === 0 && over.length === 0) return { members, state, notices: [] }

  const notices: PlannedNotice[] = []
  if (firing.length > 0) {
    const kind = hasNews ? 'firing' : 'repeat'
    notices.push({ kind, step: 0, receiver: route.receiver, members: [...firing, ...over] })
  }
  if (over.length > 0) {
    // What was told and goes on is in it, muted or not: nobody is to take the rest for over too.
    const rest = members.filter((member) => isFiring(member) && isTold(member))
    for (const receiver of state.toldReceivers)
      if (receiver !== route.receiver || firing.length === 0)
        notices.push({ kind: 'resolved', step: 0, receiver, members: [...rest, ...over] })
  }
  const listed = new Set([...firing, ...over])
  return {
    notices,
    members: members.map((member) => {
      if (!listed.has(member)) return member
      return isFiring(member) ? { ...member, toldEpisode: member.episode } : { ...member, toldResolved: member.episode }
    }),
    state: {
      ...state,
      flushedAt: now,
      ...(firing.length > 0 && { toldAt: now, toldReceivers: withReceiver(state.toldReceivers, route.receiver) }),
    },
  }
}

/** Asks once for each alert: silences and rules may be many. */
function once(test: (member: Member) => boolean): (member: Member) => boolean {
  const known = new Map<string, boolean>()
  return (member) => {
    const found = known.get(member.alertId) ?? test(member)
    known.set(member.alertId, found)
    return found
  }
}
