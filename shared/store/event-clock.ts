import type { Sql, Transaction } from './connect.ts'

/** How far the log has come: the newest event's time, in milliseconds; undefined before the first event. */
export async function readClock(tx: Sql | Transaction): Promise<number | undefined> {
  const [row] = await tx<{ at: string }[]>`select (extract(epoch from at) * 1000)::bigint as at from event_clock`
  return row === undefined ? undefined : Number(row.at)
}

/** Puts the clock on, never back and never ahead of now: an event that claims the future must not make others late. */
export async function advanceClock(tx: Sql | Transaction, timeMs: number, nowMs: number): Promise<void> {
  const at = new Date(Math.min(timeMs, nowMs)).toISOString()
  await tx`
    insert into event_clock (at) values (${at})
    on conflict (only_row) do update set at = excluded.at where event_clock.at < excluded.at`
}

/** When an event was last stored, in milliseconds; undefined when the feed knows of none. */
export async function lastStored(sql: Sql): Promise<number | undefined> {
  const [row] = await sql<{ at: string | null }[]>`
    select (extract(epoch from max(at)) * 1000)::bigint as at from feed where events > 0`
  return row?.at === undefined || row.at === null ? undefined : Number(row.at)
}
