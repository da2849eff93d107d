import type { Sql } from '../connect.ts'

/**
 * Groups whose next look comes from another routing are to be looked at by this one. A group that waits for its first look
 * goes on waiting. Those that somebody has just now are left for the next call.
 * @param judgedBy fingerprint of the routing
 * @param nowMs milliseconds since 1970 UTC
 * @returns whether there may be more
 */
export async function touchStale(sql: Sql, judgedBy: string, nowMs: number, limit = 1_000): Promise<boolean> {
  const now = new Date(nowMs).toISOString()
  const rows = await sql`
    with stale as (
      select id from notice_groups where judged_by < ${judgedBy} or judged_by > ${judgedBy} limit ${limit}
      for no key update skip locked
    )
    update notice_groups as groups
    set judged_by = ${judgedBy}, due_at = case when flushed_at is null then due_at
      else least(due_at, greatest(${now}::text::timestamptz, flushed_at + interval_ms * interval '1 millisecond')) end
    from stale
    where groups.id = stale.id
    returning 1`
  return rows.length === limit
}
