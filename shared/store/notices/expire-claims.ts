import type { NoticeKind } from '../../notify/notice.ts'
import { type Standing, settle } from '../../notify/settle.ts'
import type { Transaction } from '../connect.ts'

/** A notice that was not sent, for the log. `attempt` 0: nothing was tried. */
export type Unsent = { id: string; kind: NoticeKind; attempt: number; standing: Exclude<Standing, { status: 'sent' }> }

const REASON = 'nothing was recorded: who was sending it has ended, or lost the database'
const MOST = 500

/**
 * Ends the claims of a channel whose time is over. Each counts as an attempt, since it may have been received.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function expireClaims(tx: Transaction, channel: string, nowMs: number): Promise<Unsent[]> {
  const now = new Date(nowMs).toISOString()
  const rows = await tx<{ id: string; kind: NoticeKind; attempts: number }[]>`
    select id, kind, attempts from notices
    where channel = ${channel} and claim is not null and claimed_until <= ${now}
    order by id limit ${MOST} for update skip locked`
  const expired = rows.map(({ id, kind, attempts }): Unsent => {
    const standing = settle({ kind: 'passing', reason: REASON }, attempts + 1, nowMs, id)
    return { id, kind, attempt: attempts + 1, standing: standing as Unsent['standing'] }
  })
  if (expired.length > 0) await write(tx, expired, now)
  return expired
}

async function write(tx: Transaction, expired: readonly Unsent[], now: string): Promise<void> {
  const rows = expired.map(({ id, standing }) => ({
    id,
    status: standing.status,
    reason: standing.reason,
    next: standing.status === 'pending' ? new Date(standing.nextTryAt).toISOString() : null,
  }))
  await tx`
    with changed as (
      update notices n
      set status = e.status, attempts = n.attempts + 1, last_error = e.reason, next_try_at = e.next, claim = null,
          claimed_until = null
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as e (id uuid, status text, reason text, next timestamptz)
      where n.id = e.id
      returning n.id, n.last_error
    )
    insert into notice_attempts (notice_id, at, status, detail)
    select id, ${now}, 'failed', last_error from changed`
}
