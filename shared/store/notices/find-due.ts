import type { Due } from '../../notify/share-room.ts'
import type { Transaction } from '../connect.ts'

/**
 * What is due on a channel, oldest first, locked. That something is over is told after all that was said of the same group
 * before, and whatever comes after it waits for it: a far side that keeps incidents would else open one that nobody closes.
 * Written as `case`, it is asked of a row at a time, in the order of the index: much may wait, and few rows are wanted.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function findDue(tx: Transaction, channel: string, most: number, nowMs: number): Promise<Due[]> {
  if (most <= 0) return []
  return await tx<Due[]>`
    select id, attempts = 0 and kind <> 'test'
             and not exists (select from notice_attempts where notice_id = n.id) as fresh
    from notices n
    where channel = ${channel} and status = 'pending' and claim is null
      and next_try_at <= ${new Date(nowMs).toISOString()}
      and not case when kind = 'resolved' then exists (
        select from notices before
        where before.group_id = n.group_id and before.channel = n.channel and before.status = 'pending'
          and before.kind in ('firing', 'repeat', 'escalation') and before.created_at <= n.created_at
      ) else exists (
        select from notices before
        where before.group_id = n.group_id and before.channel = n.channel and before.status = 'pending'
          and before.kind = 'resolved' and before.created_at < n.created_at
      ) end
    order by next_try_at, id
    limit ${most} for update of n skip locked`
}
