import type { AuditEvent, Json } from '../events/audit-event.ts'
import type { Reader } from './read-only.ts'

/** An event as it was stored, with its CloudEvent's id and source. */
export type WholeEvent = { uid: string; source: string; id: string; data: AuditEvent }

type Row = { uid: string; source: string; id: string; event: Omit<AuditEvent, 'raw'>; raw: Json }

/** The events of the given uids, in their order. The times come first, so that only their partitions are opened. */
export async function wholeEvents(sql: Reader, uids: readonly string[]): Promise<WholeEvent[]> {
  if (uids.length === 0) return []
  const rows = await sql<Row[]>`
    select e.uid, e.source, e.id, e.event, e.raw
    from event_ids i join audit_events e on e.time = i.time and e.uid = i.uid
    where i.uid in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(uids)}::text::jsonb))`
  const byUid = new Map(
    rows.map(({ event, raw, ...row }) => [row.uid, { ...row, data: { ...event, raw } as AuditEvent }]),
  )
  return uids.flatMap((uid) => byUid.get(uid) ?? [])
}
