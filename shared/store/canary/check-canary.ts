import type { Sql } from '../connect.ts'
import type { Reader } from '../read-only.ts'

/** Times are milliseconds since 1970 UTC. */
export type CanaryState = {
  /** Of the last canary that is in the audit log: when it was sent, and how long it took. */
  stored: { sentAt: number; tookMs: number } | null
  /** When one was sent that is not there although its time is over, and no later one is; null: nothing is missing. */
  missingSince: number | null
}

/**
 * Whether the audit log takes what is sent to it. A canary that was lost is forgiven once a later one has come.
 * @param withinMs how long a canary may take
 */
export async function checkCanary(sql: Sql | Reader, nowMs: number, withinMs: number): Promise<CanaryState> {
  const overdueAt = new Date(nowMs - withinMs).toISOString()
  const [row] = await sql<{ sent: string | null; took: string | null; missing: string | null }[]>`
    with stored as (
      select sent_at, canaries.uid, time
      from canaries join event_ids using (uid)
      order by sent_at desc limit 1
    )
    select
      (select extract(epoch from sent_at) * 1000 from stored) as sent,
      (select extract(epoch from stored_at - sent_at) * 1000 from stored join audit_events using (time, uid)) as took,
      (select extract(epoch from min(sent_at)) * 1000 from canaries
       where sent_at <= ${overdueAt} and sent_at > coalesce((select sent_at from stored), '-infinity')) as missing`
  const { sent, took, missing } = row ?? { sent: null, took: null, missing: null }
  return {
    stored: sent === null ? null : { sentAt: Number(sent), tookMs: Math.max(0, Math.round(Number(took ?? 0))) },
    missingSince: missing === null ? null : Number(missing),
  }
}
