import * as z from 'zod/mini'
import { AuditEvent } from './audit-event.ts'

/** Sigma's levels, weakest first. */
export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof LEVELS)[number]

/** `io.auditflow.alert.triggered.v1`: an alert was opened or re-opened. Its CloudEvent id is the alert's id, with
 * `-EPISODE` after the first. */
export const AlertTriggered = z.object({
  alert_id: z.string(),
  rule: z.object({
    id: z.string(),
    title: z.string(),
    level: z.enum(LEVELS),
    tags: z.array(z.string()),
    /** Tells which text of the rule it was. */
    version: z.optional(z.string()),
  }),
  /** The group the alert is about, as `field=value` pairs a person can read; `*` when the rule has no group. */
  key: z.string(),
  /** One sentence a person can read. */
  summary: z.string(),
  /** Milliseconds since 1970 UTC: the first and last contributing event, by event time. */
  first_event_at: z.int(),
  last_event_at: z.int(),
  /** How many events had contributed when the alert was opened. */
  event_count: z.int(),
  opened_at: z.int(),
  /** 1 when it opened, one more each time it re-opened; absent means 1. */
  episode: z.optional(z.int().check(z.gte(1))),
  /** What routing matches beside rule and key: `product`, `service`, `category`, `tenant`, and each field of the key. */
  labels: z.optional(z.record(z.string(), z.array(z.string()))),
})
export type AlertTriggered = z.infer<typeof AlertTriggered>

/** `io.auditflow.analysis.completed.v1`: one commit of the analysis, with the identities it stored. */
export const AnalysisCompleted = z.object({
  stored: z.array(z.object({ source: z.string(), id: z.string() })),
  duplicates: z.int(),
  rejected: z.int(),
  /** Ids of the alerts that this commit opened or extended. */
  alerts: z.array(z.string()),
})
export type AnalysisCompleted = z.infer<typeof AnalysisCompleted>

/** `io.auditflow.event.rejected.v1`: something that could not be processed, kept with the reason. */
export const EventRejected = z.object({
  /** Where it was refused: a function's name, or `dead-letter` when delivery was given up. */
  stage: z.string(),
  /** Names the field and the reason; never contains a secret. */
  reason: z.string(),
  /** The source path it came by, e.g. `/sources/github`. */
  origin: z.string(),
  /** What was refused, as text, exactly as it came where that is possible. */
  payload: z.string(),
  /** The CloudEvent's type when it was one, so that it can be replayed to the right place. */
  event_type: z.optional(z.string()),
  /** The rest of what is needed to send it again as that CloudEvent. */
  event: z.optional(
    z.object({ source: z.string(), id: z.string(), extensions: z.optional(z.record(z.string(), z.string())) }),
  ),
  /** Those headers of the request by which a record is read. */
  headers: z.optional(z.record(z.string(), z.string())),
})
export type EventRejected = z.infer<typeof EventRejected>

/** `io.auditflow.notification.due.v1`: sent to oneself, to look again once it has rested (queue `auditflow.due`). */
export const NotificationDue = z.object({
  /** When it was sent, milliseconds since 1970 UTC. */
  at: z.int(),
})
export type NotificationDue = z.infer<typeof NotificationDue>

/** Every event type there is: the wiring diagram of the functions. */
export const CATALOGUE = {
  'io.auditflow.audit.event.v1': AuditEvent,
  'io.auditflow.alert.triggered.v1': AlertTriggered,
  'io.auditflow.analysis.completed.v1': AnalysisCompleted,
  'io.auditflow.event.rejected.v1': EventRejected,
  'io.auditflow.notification.due.v1': NotificationDue,
} as const

export type EventType = keyof typeof CATALOGUE

export const AUDIT_EVENT = 'io.auditflow.audit.event.v1' satisfies EventType
export const ALERT_TRIGGERED = 'io.auditflow.alert.triggered.v1' satisfies EventType
export const ANALYSIS_COMPLETED = 'io.auditflow.analysis.completed.v1' satisfies EventType
export const EVENT_REJECTED = 'io.auditflow.event.rejected.v1' satisfies EventType
export const NOTIFICATION_DUE = 'io.auditflow.notification.due.v1' satisfies EventType
