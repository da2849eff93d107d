import type { Sql } from '../connect.ts'

/** What arrives so much later than a message of now was noted by a clock that is ahead: it is not waited for. */
const MOST_AHEAD_MS = 60_000

/**
 * Notes that a message is about to be sent that arrives at the given time, unless one is under way already.
 * @param nowMs milliseconds since 1970 UTC, as `arrivesMs`
 * @returns whether the caller is to send it
 */
export async function claimWake(sql: Sql, nowMs: number, arrivesMs: number): Promise<boolean> {
  const rows = await sql`
    insert into wake (arrives_at) values (${iso(arrivesMs)}::text::timestamptz)
    on conflict (only_row) do update set arrives_at = excluded.arrives_at
      where wake.arrives_at <= ${iso(nowMs)}::text::timestamptz
        or wake.arrives_at > ${iso(arrivesMs + MOST_AHEAD_MS)}::text::timestamptz
    returning arrives_at`
  return rows.length > 0
}

/** The message that was to arrive then could not be sent. */
export async function releaseWake(sql: Sql, arrivesMs: number): Promise<void> {
  await sql`delete from wake where arrives_at = ${iso(arrivesMs)}::text::timestamptz`
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
