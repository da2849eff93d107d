import { type Labels, labelsOf } from '../../labels.ts'
import type { NoticeAlertStatus } from '../../notice.ts'
import { decide } from '../decide.ts'
import { groupOf } from '../group-of.ts'
import { isFiring } from '../member.ts'
import { NEW_GROUP } from '../new-group.ts'
import { parseMatchers } from '../parse-matcher.ts'
import { routeAlert } from '../route-alert.ts'
import type { GroupState, Member, PlannedNotice, Route, Routing, Silence } from '../types.ts'
import { type AlertSketch, alertIdOf, alertOf, type Timeline, type TimelineStep, timeOf } from './timeline.ts'

/** A notice, and when it was planned: milliseconds since 1970 UTC. */
export type Planned = PlannedNotice & { at: number }

type Alert = { sketch: AlertSketch; episode: number; status: NoticeAlertStatus; labels: Labels }
type MemoryGroup = { route: Route; members: readonly Member[]; state: GroupState; dueAt: number | null }

const STATUS = { acknowledge: 'acknowledged', resolve: 'resolved', call_false: 'false_positive' } as const

/**
 * Plays a timeline as the desk would, in memory, and says what was told.
 * @param lookAlsoAt times, in milliseconds since 1970 UTC, at which every group that was looked at before is looked at again
 */
export function drive(timeline: Timeline, routing: Routing, lookAlsoAt: readonly number[] = []): Planned[] {
  const desk = new MemoryDesk(routing)
  const happenings = [
    ...timeline.steps.map((step) => ({ at: timeOf(timeline, step.at), run: (at: number) => desk.take(step, at) })),
    ...lookAlsoAt.map((at) => ({ at, run: (now: number) => desk.lookAtAll(now) })),
  ].sort((a, b) => a.at - b.at)
  for (const { at, run } of happenings) {
    desk.lookUntil(at)
    run(at)
  }
  desk.lookUntil(timeOf(timeline, timeline.until))
  return desk.told
}

class MemoryDesk {
  readonly told: Planned[] = []
  readonly #routing: Routing
  readonly #alerts = new Map<string, Alert>()
  readonly #groups = new Map<string, MemoryGroup>()
  readonly #silences = new Map<string, Silence>()

  constructor(routing: Routing) {
    this.#routing = routing
  }

  take(step: TimelineStep, now: number): void {
    if (step.do === 'open') {
      this.#plan({ sketch: step.alert, episode: 1, status: 'open', labels: labelsOf(alertOf(step.alert)) }, now)
    } else if (step.do === 'reopen') {
      const alert = this.#alert(step.name)
      this.#plan({ ...alert, episode: alert.episode + 1, status: 'open' }, now)
    } else if (step.do === 'silence') {
      const endsAt = timeOf({ start: new Date(now).toISOString() }, step.for)
      this.#silences.set(step.name, { id: step.name, matchers: parseMatchers(step.matchers), startsAt: now, endsAt })
    } else if (step.do === 'end_silence') {
      this.#silences.delete(step.name)
    } else {
      this.#alerts.set(alertIdOf(step.name), { ...this.#alert(step.name), status: STATUS[step.do] })
      this.#touch(alertIdOf(step.name), now)
    }
  }

  /** Every look that falls due until then, each at its time. */
  lookUntil(until: number): void {
    for (;;) {
      const due = [...this.#groups.values()].filter(({ dueAt }) => dueAt !== null && dueAt <= until)
      const next = due.sort((a, b) => a.dueAt! - b.dueAt!)[0]
      if (next === undefined) return
      this.#look(next, next.dueAt!)
    }
  }

  lookAtAll(now: number): void {
    for (const group of this.#groups.values()) if (group.state.flushedAt !== null) this.#look(group, now)
  }

  #plan(alert: Alert, now: number): void {
    const alertId = alertIdOf(alert.sketch.name)
    this.#alerts.set(alertId, alert)
    for (const route of routeAlert(this.#routing.root, alert.labels)) {
      const { id } = groupOf(route, alert.labels)
      const group = this.#groups.get(id) ?? { route, members: [], state: NEW_GROUP, dueAt: null }
      const told = group.members.find((member) => member.alertId === alertId)
      const member = { toldEpisode: null, toldResolved: null, ...told, ...alert, alertId }
      group.members = [...group.members.filter((other) => other !== told), member]
      this.#groups.set(id, group)
      this.#due(group, group.state.flushedAt === null ? now + route.groupWaitMs : soonest(group, now))
    }
  }

  #touch(alertId: string, now: number): void {
    for (const group of this.#groups.values())
      if (group.state.flushedAt !== null && group.members.some((member) => member.alertId === alertId))
        this.#due(group, soonest(group, now))
  }

  #due(group: MemoryGroup, at: number): void {
    group.dueAt = Math.min(group.dueAt ?? at, at)
  }

  #look(group: MemoryGroup, now: number): void {
    const alerts = [...this.#alerts.values()]
    const decision = decide(
      this.#routing,
      group.route,
      group.members.map((member) => ({ ...member, status: this.#alerts.get(member.alertId)!.status })),
      group.state,
      {
        now,
        silences: [...this.#silences.values()],
        firing: alerts.filter(isFiring).map(({ labels }) => labels),
      },
    )
    this.told.push(...decision.notices.map((notice) => ({ ...notice, at: now })))
    group.members = decision.over ? [] : decision.members
    group.state = decision.state
    group.dueAt = decision.dueAt
  }

  #alert(name: string): Alert {
    const alert = this.#alerts.get(alertIdOf(name))
    if (!alert) throw new Error(`the alert ${name} never opened`)
    return alert
  }
}

function soonest({ state, route }: MemoryGroup, now: number): number {
  return Math.max(now, state.flushedAt! + route.groupIntervalMs)
}
