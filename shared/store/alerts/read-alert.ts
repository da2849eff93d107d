import { type EventSummary, eventColumns } from '../find-events.ts'
import type { Reader } from '../read-only.ts'
import type { AlertSummary } from './find-alerts.ts'

export type Delivery = {
  channel: string
  status: 'pending' | 'sent' | 'failed'
  attempts: number
  last_error: string | null
  created_at: string
  next_try_at: string | null
  sent_at: string | null
}

export type AlertDetail = AlertSummary & {
  tags: string[]
  why: { selection: string; field: string; value: unknown }[]
  /** Which text of the rule opened it: see `rule_versions`; null for an alert of before they were kept. */
  rule_version: string | null
  /** The timespan of a rule over several events, in milliseconds. */
  window_ms: number | null
  acknowledged_at: string | null
  resolved_at: string | null
  /** The latest that contributed, oldest first; `event_count` says how many there are in all. */
  events: EventSummary[]
  deliveries: Delivery[]
}

type AlertRow = Omit<AlertDetail, 'events' | 'deliveries'>

/** One alert with what caused it and whom it was sent to; undefined when there is none of that id. */
export async function readAlert(sql: Reader, id: string, maxEvents: number): Promise<AlertDetail | undefined> {
  const [[alert], events, deliveries] = await Promise.all([
    alertRow(sql, id),
    causes(sql, id, maxEvents),
    deliveriesOf(sql, id),
  ])
  return alert && { ...alert, events: events.reverse(), deliveries }
}

async function alertRow(sql: Reader, id: string): Promise<AlertRow[]> {
  return sql<AlertRow[]>`
    select id, rule_id, rule_title, level, to_jsonb(tags) as tags, key, status, summary, why, event_count,
           rule_version, window_ms::float8 as window_ms,
           to_json(first_event_at) #>> '{}' as first_event_at,
           to_json(last_event_at) #>> '{}' as last_event_at,
           to_json(opened_at) #>> '{}' as opened_at,
           to_json(updated_at) #>> '{}' as updated_at,
           to_json(acknowledged_at) #>> '{}' as acknowledged_at,
           to_json(resolved_at) #>> '{}' as resolved_at
    from alerts
    where id = ${id}
  `
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
    select channel, status, attempts, last_error,
           to_json(created_at) #>> '{}' as created_at,
           to_json(next_try_at) #>> '{}' as next_try_at,
           to_json(sent_at) #>> '{}' as sent_at
    from notifications
    where alert_id = ${id}
    order by channel
  `
}
