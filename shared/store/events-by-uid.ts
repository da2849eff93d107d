import type { UidEvent } from '../detect/index.ts'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import type { Transaction } from './connect.ts'

/** Stored events as they were judged. The times come first, from `event_ids`, so that only their partitions are opened. */
export async function eventsByUid(tx: Transaction, uids: readonly string[]): Promise<UidEvent[]> {
  const rows = await tx<{ uid: string; event: Omit<AuditEvent, 'raw'>; raw: Json }[]>`
    select e.uid, e.event, e.raw
    from event_ids i join audit_events e on e.time = i.time and e.uid = i.uid
    where i.uid in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(uids)}::text::jsonb))`
  return rows.map(({ uid, event, raw }) => ({ uid, event: { ...event, raw } as AuditEvent }))
}
