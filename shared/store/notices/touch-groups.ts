import type { Transaction } from '../connect.ts'

/**
 * Something about these alerts has changed: their groups are to be looked at, no sooner than their interval allows. A group
 * that waits for its first look goes on waiting. To be called by whatever changes an alert, in the same transaction.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function touchGroups(tx: Transaction, alertIds: readonly string[], nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  await tx`
    update notice_groups
    set due_at = least(due_at, greatest(${now}::text::timestamptz, flushed_at + interval_ms * interval '1 millisecond'))
    where flushed_at is not null and id in (
      select group_id from notice_group_alerts
      where alert_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(alertIds)}::text::jsonb))
      order by group_id
    )`
}
