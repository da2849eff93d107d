import type { Sql } from '../connect.ts'
import { jsonText } from '../json-text.ts'
import {
  asksForEvents,
  asksForNotices,
  type DeadFilter,
  MOST_REPLAYS,
  matchesEvent,
  matchesNotice,
  noticeReplays,
  type Query,
} from './dead-filter.ts'

/** What a replay by filter takes: never what is under way already, is poison, or has nothing that could be sent. */
export function replayableEvent(sql: Query, filter: DeadFilter) {
  return sql`${matchesEvent(sql, { ...filter, replayed: false })} and replays < ${MOST_REPLAYS}`
}

export function replayableNotice(sql: Query, filter: DeadFilter) {
  return sql`${matchesNotice(sql, filter)} and notice <> '{}' and ${noticeReplays(sql)} < ${MOST_REPLAYS}`
}

/** How many dead letters a replay by this filter would send. */
export async function countReplayable(sql: Query, filter: DeadFilter): Promise<{ events: number; notices: number }> {
  const [counted] = await sql<{ events: number; notices: number }[]>`
    select
      ${asksForEvents(filter) ? sql`(select count(*)::int from rejected_events where ${replayableEvent(sql, filter)})` : sql`0`} as events,
      ${asksForNotices(filter) ? sql`(select count(*)::int from notices where ${replayableNotice(sql, filter)})` : sql`0`} as notices`
  return counted!
}

/**
 * Writes down that what matches is to be sent again; `runReplay` does it.
 * @returns undefined when nothing matches
 */
export async function startReplay(
  sql: Sql,
  { by, filter }: { by: string; filter: DeadFilter },
): Promise<{ id: string; total: number } | undefined> {
  const { events, notices } = await countReplayable(sql, filter)
  const total = events + notices
  if (total === 0) return undefined
  const [row] = await sql<{ id: string }[]>`
    insert into replays (created_by, filter, total) values (${by}, ${jsonText(filter)}::text::jsonb, ${total})
    returning id`
  return { id: row!.id, total }
}
