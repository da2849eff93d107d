import type { Sql } from '../connect.ts'
import { findWaitingChannels } from './find-waiting-channels.ts'

/** Milliseconds since 1970 UTC; null: none is. */
export type NextDue = {
  /** When the next group is to be looked at. */
  look: number | null
  /** When the next notice is to be sent, on a channel that does not rest till later. */
  send: number | null
}

/** When there is something to do next. */
export async function nextDue(sql: Sql): Promise<NextDue> {
  const [[row], waiting] = await Promise.all([
    sql<{ look: number | null }[]>`
      select (extract(epoch from min(due_at)) * 1000)::float8 as look from notice_groups where due_at is not null`,
    findWaitingChannels(sql),
  ])
  const times = waiting.map(({ nextTryAt, openUntil }) => Math.max(nextTryAt, openUntil ?? 0))
  return { look: row?.look ?? null, send: times.length === 0 ? null : Math.min(...times) }
}
