import type { HistoryEntry } from '../../notify/alert-life.ts'
import type { NoticeKind } from '../../notify/notice.ts'
import { type EventSummary, eventColumns } from '../find-events.ts'
import type { Reader } from '../read-only.ts'
import { type AlertSummary, summaryColumns } from './find-alerts.ts'

/** A notice that told of the alert: one for each channel and telling. `created_at`: when it was planned. */
export type Delivery = {
  notice_id: string
  kind: NoticeKind
  channel: string
  /** `digested`: told together with others, by another notice. */
  status: 'pending' | 'sent' | 'failed' | 'digested'
  attempts: number
  last_error: string | null
  created_at: string
  next_try_at: string | null
  sent_at: string | null
}

/** A step of the alert's life: who did what, when. `auditflow` did what happened by itself. */
export type AlertStep = HistoryEntry & { at: string; who: string }

export type AlertDetail = AlertSummary & {
  tags: string[]
  why: { selection: string; field: string; value: unknown }[]
  /** Which text of the rule opened it: see `rule_versions`; null for an alert of before they were kept. */
  rule_version: string | null
  /** The timespan of a rule over several events, in milliseconds. */
  window_ms: number | null
  acknowledged_at: string | null
  resolved_at: string | null
  /** How it was resolved; `quiet`: by itself. Null while it is not, and for what was resolved before this was kept. */
  resolution: 'resolved' | 'false_positive' | 'quiet' | null
  /** Given with the last change of status. */
  reason: string | null
  /** What routing and silences match: name -> texts. */
  labels: Record<string, string[]>
  /** When it is resolved by itself unless there is another match; null: never. */
  resolve_at: string | null
  /** The latest steps, oldest first. */
  history: AlertStep[]
  /** The latest that contributed, oldest first; `event_count` says how many there are in all. */
  events: EventSummary[]
  /** The latest first. */
  deliveries: Delivery[]
}

type AlertRow = Omit<AlertDetail, 'events' | 'deliveries' | 'history'>

const MOST_STEPS = 200
const MOST_DELIVERIES = 200

/** One alert with what caused it and whom it was sent to; undefined when there is none of that id. */
export async function readAlert(sql: Reader, id: string, maxEvents: number): Promise<AlertDetail | undefined> {
  const [[alert], events, deliveries, history] = await Promise.all([
    alertRow(sql, id),
    causes(sql, id, maxEvents),
    deliveriesOf(sql, id),
    historyOf(sql, id),
  ])
  return alert && { ...alert, history: history.reverse(), events: events.reverse(), deliveries }
}

async function alertRow(sql: Reader, id: string): Promise<AlertRow[]> {
  return sql<AlertRow[]>`
    select ${summaryColumns(sql)}, to_jsonb(tags) as tags, why, rule_version, window_ms::float8 as window_ms,
           resolution, reason, labels,
           to_json(acknowledged_at) #>> '{}' as acknowledged_at,
           to_json(resolved_at) #>> '{}' as resolved_at,
           to_json(resolve_at) #>> '{}' as resolve_at
    from alerts
    where id = ${id}
  `
}

async function historyOf(sql: Reader, id: string): Promise<AlertStep[]> {
  return sql<AlertStep[]>`
    select to_json(at) #>> '{}' as at, who, what, detail from alert_history
    where alert_id = ${id} order by alert_history.id desc limit ${MOST_STEPS}`
}

async function causes(sql: Reader, id: string, limit: number): Promise<EventSummary[]> {
  return sql<EventSummary[]>`
    select ${eventColumns(sql)}
    from (
      select uid as cause_uid, time as cause_time
      from alert_events
      where alert_id = ${id}
      order by time desc, uid desc
      limit ${limit}
    ) causes
    join audit_events on time = cause_time and uid = cause_uid
    order by cause_time desc, cause_uid desc
  `
}

async function deliveriesOf(sql: Reader, id: string): Promise<Delivery[]> {
  return sql<Delivery[]>`
    select notice_id, kind, channel, status, attempts, last_error,
           to_json(created_at) #>> '{}' as created_at,
           to_json(next_try_at) #>> '{}' as next_try_at,
           to_json(sent_at) #>> '{}' as sent_at
    from notice_alerts join notices on notices.id = notice_id
    where alert_id = ${id}
    order by notices.created_at desc, channel
    limit ${MOST_DELIVERIES}
  `
}
