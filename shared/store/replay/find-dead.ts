import { type Cursor, type Page, toPage } from '../cursor.ts'
import type { Reader } from '../read-only.ts'
import {
  asksForEvents,
  asksForNotices,
  type DeadFilter,
  type DeadKind,
  matchesEvent,
  matchesNotice,
  noticeReplays,
} from './dead-filter.ts'

/** Times are ISO 8601 in UTC with microseconds. */
export type DeadSummary = {
  kind: DeadKind
  id: string
  /** Who refused it; null for a notice. */
  stage: string | null
  /** What a notice did not get through; null for an event. */
  channel: string | null
  origin: string | null
  reason: string
  type: string | null
  source: string | null
  /** How often it was refused or tried. */
  times: number
  /** How often it was sent again. */
  replays: number
  first_at: string
  last_at: string
  /** When it was sent again, if it has not come back since. */
  replayed_at: string | null
}

/** What could not be processed or delivered, latest first. */
export async function findDead(
  sql: Reader,
  filter: DeadFilter & { after?: Cursor; limit: number },
): Promise<Page<DeadSummary>> {
  const { limit } = filter
  const parts = [
    ...(asksForEvents(filter) ? [events(sql, filter)] : []),
    ...(asksForNotices(filter) ? [notices(sql, filter)] : []),
  ]
  const [first, second] = parts
  if (first === undefined) return { rows: [], next: null }
  const rows = await sql<DeadSummary[]>`
    select kind, id, stage, channel, origin, reason, type, source, times, replays,
      to_json(first_at) #>> '{}' as first_at, to_json(last_at) #>> '{}' as last_at,
      to_json(replayed_at) #>> '{}' as replayed_at
    from (${second === undefined ? first : sql`${first} union all ${second}`}) dead
    order by dead.last_at desc, id desc
    limit ${limit + 1}`
  return toPage(rows, limit, (row) => ({ time: row.last_at, id: row.id }))
}

function events(sql: Reader, filter: DeadFilter & { after?: Cursor; limit: number }) {
  const { after, limit } = filter
  return sql`(
    select 'event' as kind, uid as id, stage, null as channel, origin, reason, event_type as type,
      event_source as source, times, replays, first_at, last_at, replayed_at
    from rejected_events
    where ${matchesEvent(sql, filter)}
      ${after === undefined ? sql`` : sql`and (last_at, uid) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by last_at desc, uid desc limit ${limit + 1})`
}

function notices(sql: Reader, filter: DeadFilter & { after?: Cursor; limit: number }) {
  const { after, limit } = filter
  return sql`(
    select 'notice' as kind, id, null as stage, channel, null as origin, coalesce(last_error, '') as reason,
      kind as type, null as source, attempts as times, ${noticeReplays(sql)} as replays,
      created_at as first_at, created_at as last_at, null::timestamptz as replayed_at
    from notices
    where ${matchesNotice(sql, filter)}
      ${after === undefined ? sql`` : sql`and (created_at, id) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by created_at desc, id desc limit ${limit + 1})`
}
