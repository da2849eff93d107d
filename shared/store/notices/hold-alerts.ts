import type { Transaction } from '../connect.ts'

/**
 * Lets nobody change alerts that are about to join groups, and lets those end who are doing so: whoever changes an alert has
 * the groups that it is in looked at again, and so is to find the one that it joins. To be called before any group is locked,
 * as whoever changes an alert locks it first, too.
 */
export async function holdAlerts(tx: Transaction, alertIds: readonly string[]): Promise<void> {
  await tx`
    select from alerts where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(alertIds)}::text::jsonb))
    order by rule_id, md5(key), id for share`
}
