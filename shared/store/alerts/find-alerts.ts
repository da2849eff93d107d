import type { Level } from '../../events/catalogue.ts'
import type { AlertStatus } from '../../notify/alert-life.ts'
import { type Cursor, type Page, toPage } from '../cursor.ts'
import type { Reader } from '../read-only.ts'

/** Times are ISO 8601 in UTC with microseconds. */
export type AlertSummary = {
  id: string
  rule_id: string
  rule_title: string
  level: Level
  key: string
  status: AlertStatus
  summary: string
  event_count: number
  first_event_at: string
  last_event_at: string
  opened_at: string
  updated_at: string
}

export type AlertFilter = {
  status?: AlertStatus
  level?: Level
  /** Part of the rule's title or id, or of the key; case does not matter. */
  text?: string
  after?: Cursor
  limit: number
}

/** Alerts, newest opened first. */
export async function findAlerts(sql: Reader, filter: AlertFilter): Promise<Page<AlertSummary>> {
  const { status, level, text, after, limit } = filter
  const rows = await sql<AlertSummary[]>`
    select id, rule_id, rule_title, level, key, status, summary, event_count,
           to_json(first_event_at) #>> '{}' as first_event_at,
           to_json(last_event_at) #>> '{}' as last_event_at,
           to_json(opened_at) #>> '{}' as opened_at,
           to_json(updated_at) #>> '{}' as updated_at
    from alerts
    where true
      ${status === undefined ? sql`` : sql`and status = ${status}`}
      ${level === undefined ? sql`` : sql`and level = ${level}`}
      ${text === undefined ? sql`` : sql`and strpos(lower(concat_ws(' ', rule_title, rule_id, key)), lower(${text})) > 0`}
      ${after === undefined ? sql`` : sql`and (opened_at, id) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by alerts.opened_at desc, id desc
    limit ${limit + 1}
  `
  return toPage(rows, limit, (row) => ({ time: row.opened_at, id: row.id }))
}
