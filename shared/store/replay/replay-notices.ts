import type { Transaction } from '../connect.ts'

/**
 * Has failed notices tried again from the first attempt on, by the same id: whoever has it already knows it by that. The
 * rows must be locked.
 */
export async function replayNotices(
  tx: Transaction,
  replay: string,
  ids: readonly string[],
  nowMs: number,
): Promise<void> {
  const json = JSON.stringify(ids)
  await tx`
    update notices set status = 'pending', attempts = 0, next_try_at = ${new Date(nowMs).toISOString()}::text::timestamptz,
      claim = null, claimed_until = null
    where id in (select value::uuid from jsonb_array_elements_text(${json}::text::jsonb)) and status = 'failed'`
  await tx`
    insert into replay_items (replay, dead, kind, uid)
    select ${replay}::uuid, value::uuid, 'notice', value::uuid from jsonb_array_elements_text(${json}::text::jsonb)
    order by 2
    on conflict do nothing`
}
