import type { AlertTriggered, Level } from '../../../events/catalogue.ts'
import { uidOf } from '../../../events/envelope.ts'
import type { NoticeAlertStatus } from '../../notice.ts'
import { durationText } from '../duration-text.ts'
import { parseDuration } from '../parse-duration.ts'
import type { PlannedNotice } from '../types.ts'

/** An alert by a short name, with what matters to the row; the rest is made up, always the same. */
export type AlertSketch = {
  name: string
  level?: Level
  tags?: readonly string[]
  labels?: Readonly<Record<string, readonly string[]>>
}

export type TimelineStep =
  | { do: 'open'; alert: AlertSketch }
  /** The alert's episode is one more from now on. */
  | { do: 'reopen'; name: string }
  | { do: 'acknowledge' | 'resolve' | 'call_false'; name: string }
  /** `for`: how long from now. */
  | { do: 'silence'; name: string; matchers: string; for: string }
  | { do: 'end_silence'; name: string }

/**
 * What happens, and all that is told then. Times are spans since the start, such as `1h30m`; no two things of a row happen at the
 * same time.
 */
export type Timeline = {
  name: string
  /** The routing file. */
  routing: string
  /** RFC 3339. */
  start: string
  steps: readonly (TimelineStep & { at: string })[]
  /** It is watched until then. */
  until: string
  /** As `toldLine` writes them. */
  told: readonly string[]
}

/** Milliseconds since 1970 UTC of a time in a timeline. */
export function timeOf({ start }: Pick<Timeline, 'start'>, at: string): number {
  const span = parseDuration(at)
  if (span === undefined) throw new Error(`${at} is no time span`)
  return Date.parse(start) + span
}

/** The UUID of the alert with a short name. */
export function alertIdOf(name: string): string {
  return uidOf('timeline', name)
}

/** The event by which an alert of a timeline opens, or re-opens. */
export function alertOf({ name, level = 'high', tags = [], labels = {} }: AlertSketch, episode = 1): AlertTriggered {
  return {
    alert_id: alertIdOf(name),
    rule: { id: 'rule-of-timelines', title: 'Something happened', level, tags: [...tags] },
    key: `actor.user.name=${name}`,
    summary: `Something happened to ${name}`,
    first_event_at: 0,
    last_event_at: 0,
    event_count: 1,
    opened_at: 0,
    episode,
    labels: Object.fromEntries(Object.entries(labels).map(([label, values]) => [label, [...values]])),
  }
}

/** What a line is made of: `members` by alert and status, in any order. */
export type Told = Pick<PlannedNotice, 'kind' | 'step' | 'receiver'> & {
  at: number
  members: readonly { alertId: string; status: NoticeAlertStatus }[]
}

/**
 * A notice as one line, such as `15m30s escalation 1 to boss: a, b acknowledged`: when it was planned, what, for whom, and its
 * alerts by name, with their status where it is not open.
 */
export function toldLine({ start, steps }: Timeline, { at, kind, step, receiver, members }: Told): string {
  const names = new Map(steps.flatMap((s) => (s.do === 'open' ? [[alertIdOf(s.alert.name), s.alert.name]] : [])))
  const alerts = members
    .map(({ alertId, status }) => `${names.get(alertId) ?? alertId}${status === 'open' ? '' : ` ${status}`}`)
    .sort()
  const what = step > 0 ? `${kind} ${step}` : kind
  return `${durationText(at - Date.parse(start))} ${what} to ${receiver}: ${alerts.join(', ')}`
}
