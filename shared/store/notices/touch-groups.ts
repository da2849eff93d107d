import type { Transaction } from '../connect.ts'

/**
 * Something about these alerts has changed: their groups are to be looked at, no sooner than their interval allows. A group
 * that waits for its first look goes on waiting. To be called by whatever changes an alert, in the same transaction.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function touchGroups(tx: Transaction, alertIds: readonly string[], nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  // A group that waits is locked too: a look under way may have read the alerts as they were before this change.
  await tx`
    with touched as (
      select id from notice_groups
      where id in (
        select group_id from notice_group_alerts
        where alert_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(alertIds)}::text::jsonb))
      )
      order by id
      for no key update
    )
    update notice_groups as groups
    set due_at = case when flushed_at is null then due_at
      else least(due_at, greatest(${now}::text::timestamptz, flushed_at + interval_ms * interval '1 millisecond')) end
    from touched
    where groups.id = touched.id`
}
