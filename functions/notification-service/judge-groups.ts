import type { NoticeAlert } from '../../shared/notify/notice.ts'
import { chooseAlerts, planNotices } from '../../shared/notify/plan-notices.ts'
import { decide } from '../../shared/notify/routing/decide.ts'
import { isFiring, owesResolution } from '../../shared/notify/routing/member.ts'
import type { Decision, Member, PlannedNotice, Route, Surroundings } from '../../shared/notify/routing/types.ts'
import type { Transaction } from '../../shared/store/connect.ts'
import type { DueGroup } from '../../shared/store/notices/claim-groups.ts'
import type { GroupMember } from '../../shared/store/notices/load-members.ts'
import { loadNoticeAlerts, noticeAlertKey } from '../../shared/store/notices/load-notice-alerts.ts'
import type { Flush } from '../../shared/store/notices/save-flush.ts'
import type { Judge } from './plan-alerts.ts'

export type Looking = {
  groups: readonly DueGroup[]
  members: readonly GroupMember[]
  surroundings: Surroundings
  judge: Judge
  routes: ReadonlyMap<string, Route>
}

type Look = { group: DueGroup; route: Route; decision: Decision; members: readonly GroupMember[] }

/** Decides of each group what is told, and makes the notices. */
export async function judgeGroups(tx: Transaction, looking: Looking): Promise<Flush[]> {
  const byGroup = new Map<string, GroupMember[]>(looking.groups.map(({ id }) => [id, []]))
  for (const member of looking.members) byGroup.get(member.groupId)?.push(member)
  const looks = looking.groups.map((group) => lookAt(group, byGroup.get(group.id) ?? [], looking))
  const chosen = looks.flatMap(({ decision, members }) => decision.notices.flatMap((told) => choose(told, members)))
  const alerts = chosen.length > 0 ? await loadNoticeAlerts(tx, chosen) : new Map<string, NoticeAlert>()
  return looks.map((look) => toFlush(look, alerts, looking))
}

function lookAt(group: DueGroup, members: readonly GroupMember[], looking: Looking): Look {
  const route = looking.routes.get(group.route)!
  const { routing } = looking.judge
  const decision = decide(routing, route, forReceiver(route, group, members), group.state, looking.surroundings)
  return { group, route, decision: { ...decision, members: stillTold(decision.members, members) }, members }
}

/** What fires is news to a receiver that the route has got since. */
function forReceiver(
  { receiver }: Route,
  { state: { toldReceivers } }: DueGroup,
  members: readonly GroupMember[],
): readonly GroupMember[] {
  if (toldReceivers.length === 0 || toldReceivers.includes(receiver)) return members
  return members.map((member) => (!isFiring(member) ? member : { ...member, toldEpisode: null }))
}

/** What the new receiver was not told now, others have heard of all the same, and are to hear the end of it. */
function stillTold(decided: readonly Member[], before: readonly GroupMember[]): Member[] {
  const told = new Map(before.map(({ alertId, toldEpisode }) => [alertId, toldEpisode]))
  return decided.map((member) => ({ ...member, toldEpisode: member.toldEpisode ?? told.get(member.alertId) ?? null }))
}

/** The members of a telling that its notices have room for. */
function choose(told: PlannedNotice, members: readonly GroupMember[]): GroupMember[] {
  const ids = new Set(told.members.map(({ alertId }) => alertId))
  return chooseAlerts(members.filter(({ alertId }) => ids.has(alertId)))
}

function toFlush(look: Look, alerts: ReadonlyMap<string, NoticeAlert>, { judge, surroundings }: Looking): Flush {
  const { group, route, decision, members } = look
  const { state } = decision
  const told = decision.notices.map((planned) => {
    const channels = judge.routing.receivers.get(planned.receiver)?.channels ?? []
    const shown = choose(planned, members).map((member) => alerts.get(noticeAlertKey(member))!)
    const about = { ...group, flushes: state.flushes }
    return { notices: planNotices(about, planned, channels, shown, surroundings.now), members: planned.members }
  })
  const before = new Map(members.map((member) => [member.alertId, member]))
  const done = decision.members.filter(isDone)
  return {
    groupId: group.id,
    next: decision.over ? undefined : { state, dueAt: decision.dueAt, intervalMs: route.groupIntervalMs },
    changed: decision.over ? [] : decision.members.filter((member) => !isDone(member) && differs(member, before)),
    done: done.map(({ alertId }) => alertId),
    told: told.filter(({ notices }) => notices.length > 0),
  }
}

/** Nothing more can be told of it in this episode. */
function isDone(member: Member): boolean {
  return !isFiring(member) && !owesResolution(member)
}

function differs(after: Member, before: ReadonlyMap<string, Member>): boolean {
  const known = before.get(after.alertId)
  return known?.toldEpisode !== after.toldEpisode || known.toldResolved !== after.toldResolved
}
