import type { Level } from '../events/catalogue.ts'
import type { AlertStatus } from '../notify/alert-life.ts'
import { statusColumn } from './alerts/alert-columns.ts'
import { type EventSummary, eventColumns } from './find-events.ts'
import type { Reader } from './read-only.ts'

export type EventAlert = { id: string; rule_title: string; level: Level; status: AlertStatus; key: string }

export type EventDetail = EventSummary & {
  source: string
  id: string
  category: string | null
  stored_at: string
  event: unknown
  raw: unknown
  extensions: Record<string, unknown>
  alerts: EventAlert[]
}

type EventRow = Omit<EventDetail, 'alerts'>

/** One event with the alerts it belongs to; undefined when there is none of that uid. */
export async function readEvent(sql: Reader, uid: string): Promise<EventDetail | undefined> {
  const [[event], alerts] = await Promise.all([eventRow(sql, uid), alertsOf(sql, uid)])
  return event && { ...event, alerts }
}

/** The time comes first, from `event_ids`, so that only one partition is opened. */
async function eventRow(sql: Reader, uid: string): Promise<EventRow[]> {
  return sql<EventRow[]>`
    select ${eventColumns(sql)}, source, id, category, event, raw, extensions,
           to_json(stored_at) #>> '{}' as stored_at
    from audit_events
    where audit_events.time = (select event_ids.time from event_ids where event_ids.uid = ${uid})
      and uid = ${uid}
  `
}

async function alertsOf(sql: Reader, uid: string): Promise<EventAlert[]> {
  return sql<EventAlert[]>`
    select id, rule_title, level, ${statusColumn(sql)} as status, key
    from alerts
    where id in (select alert_id from alert_events where uid = ${uid})
    order by opened_at desc
    limit 50
  `
}
