import { breakerAfter, breakerState, FAILURES_TO_OPEN } from '../../notify/breaker.ts'
import type { Answer } from '../../notify/judge-answer.ts'
import { type Standing, settle } from '../../notify/settle.ts'
import type { Sql, Transaction } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { lockChannel, saveChannel } from './channel-state.ts'
import type { ClaimedNotice } from './claim-notices.ts'

/** What became of a notice and, by the answer, of its channel; `lost`: the claim had ended, so nothing was recorded. */
export type Recorded =
  | { kind: 'lost' }
  | { kind: 'recorded'; standing: Standing; breaker: 'opened' | 'closed' | 'stays'; openUntil: number | null }

const MOST_HURRIED = 1_000

/**
 * Records an answer while the claim is still ours: the attempt, the notice and the channel's state together.
 * @param channel its settings when it was sent: an answer to others says nothing of those it has now
 * @param now milliseconds since 1970 UTC
 */
export function recordAttempt(
  sql: Sql,
  claimed: ClaimedNotice,
  channel: { name: string; fingerprint: string },
  answer: Answer,
  now: number,
): Promise<Recorded> {
  return transaction(sql, async (tx): Promise<Recorded> => {
    const state = await lockChannel(tx, channel.name)
    const standing = settle(answer, claimed.attempt, now, claimed.notice.id)
    if (!(await writeAttempt(tx, claimed, standing, now))) return { kind: 'lost' }
    if (state?.fingerprint !== channel.fingerprint)
      return { kind: 'recorded', standing, breaker: 'stays', openUntil: null }
    const after = breakerAfter(state, answer, now)
    const off = standing.status === 'failed' && standing.off ? storableText(standing.reason) : null
    await saveChannel(tx, channel.name, { ...after, isSent: standing.status === 'sent', off }, now)
    const isClosed = state.failures >= FAILURES_TO_OPEN && after.failures === 0
    if (isClosed && standing.status === 'sent') await hurry(tx, channel.name, now)
    const isOpened = after.failures >= FAILURES_TO_OPEN && after.failures > state.failures
    const breaker = isClosed ? 'closed' : isOpened && breakerState(after, now) === 'open' ? 'opened' : 'stays'
    return { kind: 'recorded', standing, breaker, openUntil: after.openUntil }
  })
}

async function writeAttempt(
  tx: Transaction,
  { notice, claim }: ClaimedNotice,
  standing: Standing,
  now: number,
): Promise<boolean> {
  const at = new Date(now).toISOString()
  const reason = standing.status === 'sent' ? null : storableText(standing.reason)
  const nextTryAt = standing.status === 'pending' ? new Date(standing.nextTryAt).toISOString() : null
  const written = await tx`
    with changed as (
      update notices
      set status = ${standing.status}, attempts = attempts + 1, last_error = ${reason}, next_try_at = ${nextTryAt},
          sent_at = ${standing.status === 'sent' ? at : null}, claim = null, claimed_until = null
      where id = ${notice.id} and claim = ${claim} and status = 'pending'
      returning id
    )
    insert into notice_attempts (notice_id, at, status, detail)
    select id, ${at}, ${standing.status === 'sent' ? 'sent' : 'failed'}, ${reason} from changed`
  return written.count > 0
}

/** The channel is there again: what was put off because it was not need not wait for hours. */
async function hurry(tx: Transaction, channel: string, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  await tx`
    update notices set next_try_at = ${now}
    where id in (
      select id from notices
      where channel = ${channel} and status = 'pending' and claim is null and next_try_at > ${now}
      order by next_try_at limit ${MOST_HURRIED} for update skip locked
    )`
}
