import type { Level } from '../events/catalogue.ts'
import type { Labels } from './labels.ts'

export const NOTICE_KINDS = ['firing', 'repeat', 'resolved', 'escalation', 'digest', 'silence_ending', 'test'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export type NoticeAlertStatus = 'open' | 'acknowledged' | 'resolved' | 'false_positive'

/** An alert as a notice tells it. Times are milliseconds since 1970 UTC. */
export type NoticeAlert = {
  id: string
  /** 1 when it opened, one more each time it re-opened. */
  episode: number
  rule: { id: string; title: string; level: Level; tags: readonly string[] }
  key: string
  summary: string
  labels: Labels
  status: NoticeAlertStatus
  assignee: string | null
  openedAt: number
  firstEventAt: number
  lastEventAt: number
  eventCount: number
}

/**
 * What a channel sends, fixed when it is planned, so that each attempt says the same. Its `id` is the idempotency key for the
 * far side.
 */
export type Notice = {
  /** UUID. */
  id: string
  kind: NoticeKind
  /** Of the escalation, the first is 1; 0 for what is told without waiting. */
  step: number
  receiver: string
  /** RECEIVER/KIND/POSITION, such as `ops/slack/0`. */
  channel: string
  /** The same for everything that is told of a group: PagerDuty's `dedup_key`, Opsgenie's `alias`. */
  groupKey: string
  groupLabels: Readonly<Record<string, string>>
  /** Those that fire first, worst first. At most MAX_NOTICE_ALERTS. */
  alerts: readonly NoticeAlert[]
  /** How many more there are. */
  omitted: number
  /** When it was planned: milliseconds since 1970 UTC. */
  at: number
  /** One sentence for kinds that are about no alert: `silence_ending`, `test`, `digest`. */
  text?: string
}

export const MAX_NOTICE_ALERTS = 50
