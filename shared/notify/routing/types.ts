import type { ChannelConfig } from '../channels/types.ts'
import type { Labels } from '../labels.ts'
import type { NoticeAlertStatus, NoticeKind } from '../notice.ts'

/** Alertmanager's matchers: `=`, `!=`, `=~`, `!~`. https://prometheus.io/docs/alerting/latest/configuration/#matcher */
export type Matcher = { name: string; op: '=' | '!=' | '=~' | '!~'; value: string }

/** A step of an escalation: told to `receiver` when nobody has acknowledged within `waitMs` of the step before. */
export type EscalationStep = { waitMs: number; receiver: string }

/** A node of the routing tree; what a file leaves out it has from its parent. Alertmanager's `route`. */
export type Route = {
  /** Its identity: the matchers from the root down, as Alertmanager's `Route.Key` does. */
  key: string
  receiver: string
  matchers: readonly Matcher[]
  /** Label names, or `'all'` for Alertmanager's `['...']`: every alert a group of its own. */
  groupBy: readonly string[] | 'all'
  groupWaitMs: number
  groupIntervalMs: number
  repeatIntervalMs: number
  continue: boolean
  /** Names of time intervals in which nothing is told, and of those in which only something is told. */
  muteTimeIntervals: readonly string[]
  activeTimeIntervals: readonly string[]
  /** From the parent too where the file leaves it out. */
  escalation: readonly EscalationStep[]
  routes: readonly Route[]
}

export type InhibitRule = { source: readonly Matcher[]; target: readonly Matcher[]; equal: readonly string[] }

/** Alertmanager's `time_interval`, read. Numbers are inclusive ranges; minutes are of the day, `[from, to)`. */
export type TimeInterval = {
  times: readonly { fromMinute: number; toMinute: number }[]
  weekdays: readonly (readonly [number, number])[]
  daysOfMonth: readonly (readonly [number, number])[]
  months: readonly (readonly [number, number])[]
  years: readonly (readonly [number, number])[]
  /** IANA name. */
  location: string
}

export type Receiver = { name: string; channels: readonly ChannelConfig[] }

export type Routing = {
  root: Route
  receivers: ReadonlyMap<string, Receiver>
  inhibitRules: readonly InhibitRule[]
  timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>
}

export type Silence = {
  id: string
  matchers: readonly Matcher[]
  startsAt: number
  endsAt: number
}

/** An alert of a group, as `decide` sees it. `told…` are the last episodes that were told as firing and as resolved. */
export type Member = {
  alertId: string
  episode: number
  status: NoticeAlertStatus
  labels: Labels
  toldEpisode: number | null
  toldResolved: number | null
}

/** A group's memory between two looks. Times are milliseconds since 1970 UTC. */
export type GroupState = {
  /** When it was last told of, or first looked at; null: it waits for its first look. */
  flushedAt: number | null
  /** How many looks told something. Only ever grows: with step and channel it tells a group's notices apart. */
  flushes: number
  /** The last notice of all that fires. */
  toldAt: number | null
  /** When somebody was asked to acknowledge; moved on where a step came late, so that the next waits as long. */
  escalatingSince: number | null
  /** The last one told; 0 for none. */
  escalationStep: number
  /** Receivers that have heard that something fires. */
  toldReceivers: readonly string[]
}

/**
 * A notice to be made, to each channel of `receiver`; `members` are those it tells of. One of kind `resolved` goes only to
 * channels with `sendResolved`, and lists beside what is over what was told and goes on: all is over when nothing in it
 * fires. Channels without `sendResolved` are not told of resolved members in other kinds either.
 */
export type PlannedNotice = {
  kind: Extract<NoticeKind, 'firing' | 'repeat' | 'resolved' | 'escalation'>
  step: number
  receiver: string
  members: readonly Member[]
}

/** What a look at a group comes to. */
export type Decision = {
  notices: readonly PlannedNotice[]
  state: GroupState
  /** With `toldEpisode` and `toldResolved` brought up to date. */
  members: readonly Member[]
  /** When to look again if nothing changes; null: not at all. */
  dueAt: number | null
  /**
   * Every member is resolved and that was told where it had to be: the members may be forgotten, and `state` is that of a
   * new group, which waits for `group_wait` again. Its `flushes` has to be kept as long as its notices are.
   */
  over: boolean
}

/** What a look at a group takes from around it. */
export type Surroundings = {
  now: number
  silences: readonly Silence[]
  /** Labels of all that is unresolved and may inhibit. */
  firing: readonly Labels[]
}
