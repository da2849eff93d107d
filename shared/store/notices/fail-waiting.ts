import type { NoticeKind } from '../../notify/notice.ts'
import type { Sql, Transaction } from '../connect.ts'
import { storableText } from '../json-text.ts'
import type { Unsent } from './expire-claims.ts'

const MOST = 500

/**
 * Gives up notices of a channel that can't be sent there: a bounded number of those that were due before the time given.
 * Nothing was tried, so that no attempt is added.
 * @param dueMs milliseconds since 1970 UTC
 */
export async function failWaiting(
  sql: Sql | Transaction,
  channel: string,
  reason: string,
  dueMs: number,
): Promise<Unsent[]> {
  const text = storableText(reason)
  const rows = await sql<{ id: string; kind: NoticeKind }[]>`
    update notices
    set status = 'failed', last_error = ${text}, next_try_at = null, claim = null, claimed_until = null
    where id in (
      select id from notices
      where channel = ${channel} and status = 'pending' and next_try_at <= ${new Date(dueMs).toISOString()}
      order by next_try_at limit ${MOST} for update skip locked
    )
    returning id, kind`
  return rows.map(({ id, kind }) => ({
    id,
    kind,
    attempt: 0,
    standing: { status: 'failed', reason: text, off: false },
  }))
}
