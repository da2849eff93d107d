import type { Due } from '../../notify/share-room.ts'
import type { Transaction } from '../connect.ts'

/** At most so many go into one digest. */
const MOST = 500

/**
 * What is due on a channel, oldest first, locked. That something is over is told after all that was said of the same group
 * before, and whatever comes after it waits for it: a far side that keeps incidents would else open one that nobody closes.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function findDue(tx: Transaction, channel: string, nowMs: number): Promise<Due[]> {
  return await tx<Due[]>`
    select id, attempts = 0 and kind <> 'test' as fresh
    from notices n
    where channel = ${channel} and status = 'pending' and claim is null
      and next_try_at <= ${new Date(nowMs).toISOString()}
      and not exists (
        select from notices before
        where before.group_id = n.group_id and before.channel = n.channel and before.status = 'pending'
          and (before.kind = 'resolved') <> (n.kind = 'resolved')
          and (before.created_at < n.created_at or (before.created_at = n.created_at and n.kind = 'resolved'))
      )
    order by next_try_at, id
    limit ${MOST} for update of n skip locked`
}
