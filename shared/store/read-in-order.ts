import type { AuditEvent } from '../events/audit-event.ts'
import type { Sql } from './connect.ts'
import { readOnly } from './read-only.ts'

export type ReadEvent = { uid: string; event: AuditEvent }

const PAGE = 1000

/**
 * The stored events from one time up to, and without, another, in order of (time, uid), a page at a time. Each page is
 * read by itself: an event that is stored meanwhile is there if it is ahead.
 * @param fromMs and `toMs`: milliseconds since 1970 UTC
 */
export async function* readInOrder(
  sql: Sql,
  { fromMs, toMs, page = PAGE }: { fromMs: number; toMs: number; page?: number },
): AsyncGenerator<ReadEvent[]> {
  let after: { time: string; uid: string } | undefined
  const [from, to] = [fromMs, toMs].map((ms) => new Date(ms).toISOString()) as [string, string]
  for (;;) {
    const rows = await readOnly(
      sql,
      (reader) => reader<{ uid: string; time: string; event: Omit<AuditEvent, 'raw'>; raw: AuditEvent['raw'] }[]>`
        select uid, to_json(time) #>> '{}' as time, event, raw
        from audit_events
        where audit_events.time >= ${from}::text::timestamptz and audit_events.time < ${to}::text::timestamptz
          ${after === undefined ? reader`` : reader`and (audit_events.time, uid) > (${after.time}::text::timestamptz, ${after.uid}::uuid)`}
        order by audit_events.time, uid
        limit ${page}`,
    )
    if (rows.length > 0) yield rows.map(({ uid, event, raw }) => ({ uid, event: { ...event, raw } as AuditEvent }))
    if (rows.length < page) return
    after = rows.at(-1)
  }
}
