import { LEVELS, type Level } from '../../events/catalogue.ts'
import type { AlertStatus } from '../../notify/alert-life.ts'
import { type Cursor, type Page, toPage } from '../cursor.ts'
import { jsonText } from '../json-text.ts'
import type { Reader } from '../read-only.ts'
import { statusColumn } from './alert-columns.ts'
import { hasWords, wordsQuery } from './alert-words.ts'

/** Times are ISO 8601 in UTC with microseconds. */
export type AlertSummary = {
  id: string
  rule_id: string
  rule_title: string
  level: Level
  key: string
  status: AlertStatus
  assignee: string | null
  /** 1 when it opened, one more each time it fired anew. */
  episode: number
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
  /** The rule's id. */
  rule?: string
  assignee?: string
  label?: { name: string; value: string }
  /** Words of the rule's title or id, or of the key, each at least in its beginning; case does not matter. */
  text?: string
  after?: Cursor
  limit: number
}

export const summaryColumns = (sql: Reader) => sql`
  id, rule_id, rule_title, level, key, ${statusColumn(sql)} as status, assignee, episode, summary, event_count,
  to_json(first_event_at) #>> '{}' as first_event_at,
  to_json(last_event_at) #>> '{}' as last_event_at,
  to_json(opened_at) #>> '{}' as opened_at,
  to_json(updated_at) #>> '{}' as updated_at`

const NEWEST = 5_000

/** Alerts, newest opened first. */
export async function findAlerts(sql: Reader, filter: AlertFilter): Promise<Page<AlertSummary>> {
  const { limit } = filter
  const find = isByState(filter) ? byState : filter.label === undefined ? byAny : byLabel
  const rows = await find(sql, filter)
  return toPage(rows, limit, (row) => ({ time: row.opened_at, id: row.id }))
}

/** Nothing but status and level narrows it. */
function isByState({ status, level, rule, assignee, label, text }: AlertFilter): boolean {
  const byOther = rule ?? assignee ?? label ?? text
  return byOther === undefined && (status ?? level) !== undefined
}

/** How frequent a label is PostgreSQL can't tell: a frequent one is found among the newest, a rare one by its index. */
async function byLabel(sql: Reader, filter: AlertFilter): Promise<AlertSummary[]> {
  const { limit } = filter
  const newest = sql`(
    select * from alerts where true ${narrowed(sql, filter)} ${beyond(sql, filter)}
    order by alerts.opened_at desc, id desc limit ${NEWEST}
  ) alerts`
  const found = await byAny(sql, filter, newest)
  return found.length > limit ? found : await byAny(sql, filter)
}

async function byAny(sql: Reader, filter: AlertFilter, from = sql`alerts`): Promise<AlertSummary[]> {
  const { rule, assignee, label, text } = filter
  const query = text === undefined ? undefined : await wordsQuery(sql, text)
  if (text !== undefined && query === undefined) return []
  return sql<AlertSummary[]>`
    select ${summaryColumns(sql)} from ${from}
    where true
      ${narrowed(sql, filter)}
      ${rule === undefined ? sql`` : sql`and rule_id = ${rule}`}
      ${assignee === undefined ? sql`` : sql`and assignee = ${assignee}`}
      ${label === undefined ? sql`` : sql`and labels @> ${jsonText({ [label.name]: [label.value] })}::text::jsonb`}
      ${query === undefined ? sql`` : hasWords(sql, query)}
      ${beyond(sql, filter)}
    order by alerts.opened_at desc, id desc
    limit ${filter.limit + 1}`
}

/**
 * The first of each status and level, which an index has in order, and the first of these: whatever is how frequent, only
 * some rows are read.
 */
function byState(sql: Reader, filter: AlertFilter): Promise<AlertSummary[]> {
  const { status, level, limit } = filter
  const levels = JSON.stringify(level === undefined ? LEVELS : [level])
  const statuses = status === undefined ? (['open', 'acknowledged', 'resolved', 'false_positive'] as const) : [status]
  const parts = statuses.map(
    (one) => sql`
      select found.* from jsonb_array_elements_text(${levels}::text::jsonb) as wanted (level) cross join lateral (
        select * from alerts where level = wanted.level ${statusIs(sql, one)} ${beyond(sql, filter)}
        order by opened_at desc, id desc limit ${limit + 1}
      ) found`,
  )
  const all = parts.reduce((one, other) => sql`${one} union all ${other}`)
  return sql<AlertSummary[]>`
    select ${summaryColumns(sql)} from (${all}) alerts order by alerts.opened_at desc, id desc limit ${limit + 1}`
}

function narrowed(sql: Reader, { status, level }: Pick<AlertFilter, 'status' | 'level'>) {
  return sql`
    ${status === undefined ? sql`` : statusIs(sql, status)} ${level === undefined ? sql`` : sql`and level = ${level}`}`
}

function statusIs(sql: Reader, status: AlertStatus) {
  if (status === 'false_positive') return sql`and resolution = 'false_positive' and status = 'resolved'`
  if (status === 'resolved') return sql`and status = 'resolved' and resolution is distinct from 'false_positive'`
  return sql`and status = ${status}`
}

function beyond(sql: Reader, { after }: AlertFilter) {
  return after === undefined ? sql`` : sql`and (opened_at, id) < (${after.time}::text::timestamptz, ${after.id}::uuid)`
}
