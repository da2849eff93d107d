import { type Breaker, breakerAfter, breakerState, FAILURES_TO_OPEN } from '../../notify/breaker.ts'
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

/** What became of an attempt. `at`: milliseconds since 1970 UTC. */
export type Answered = { claimed: ClaimedNotice; answer: Answer; at: number }

/**
 * Records answers while the claims are still ours: the attempts, the notices and the channel's state together.
 * @param channel its settings when it was sent: an answer to others says nothing of those it has now
 * @param answered of that channel, in the order they came
 * @returns what became of each
 */
export function recordAttempts(
  sql: Sql,
  channel: { name: string; fingerprint: string },
  answered: readonly Answered[],
): Promise<Recorded[]> {
  return transaction(sql, async (tx) => {
    const state = await lockChannel(tx, channel.name)
    const settled = answered.map((one) => ({
      ...one,
      standing: settle(one.answer, one.claimed.attempt, one.at, one.claimed.notice.id),
    }))
    const ours = await writeAttempts(tx, settled)
    const kept = settled.filter(({ claimed }) => ours.has(claimed.notice.id))
    const changes = state?.fingerprint === channel.fingerprint ? await change(tx, channel.name, state, kept) : undefined
    return settled.map((one): Recorded => {
      if (!ours.has(one.claimed.notice.id)) return { kind: 'lost' }
      const { standing } = one
      return { kind: 'recorded', standing, ...(changes?.get(one) ?? { breaker: 'stays', openUntil: null }) }
    })
  })
}

type Settled = Answered & { standing: Standing }
type Change = Pick<Extract<Recorded, { kind: 'recorded' }>, 'breaker' | 'openUntil'>

/** Brings the channel's state up to date, an answer after the other. */
async function change(
  tx: Transaction,
  name: string,
  before: Breaker,
  settled: readonly Settled[],
): Promise<ReadonlyMap<Settled, Change>> {
  let state = before
  let isBack = false
  const changes = new Map<Settled, Change>()
  for (const one of settled) {
    const after = breakerAfter(state, one.answer, one.at)
    const isClosed = state.failures >= FAILURES_TO_OPEN && after.failures === 0
    const isOpened = after.failures >= FAILURES_TO_OPEN && after.failures > state.failures
    const breaker = isClosed ? 'closed' : isOpened && breakerState(after, one.at) === 'open' ? 'opened' : 'stays'
    changes.set(one, { breaker, openUntil: after.openUntil })
    isBack ||= isClosed && one.standing.status === 'sent'
    state = after
  }
  const last = settled.at(-1)
  if (last === undefined) return changes
  const isSent = settled.some(({ standing }) => standing.status === 'sent')
  await saveChannel(tx, name, { ...state, isSent, off: offReason(settled) }, last.at)
  if (isBack) await hurry(tx, name, last.at)
  return changes
}

function offReason(settled: readonly Settled[]): string | null {
  for (const { standing } of settled)
    if (standing.status === 'failed' && standing.off) return storableText(standing.reason)
  return null
}

/** @returns the notices whose claim was still ours */
async function writeAttempts(tx: Transaction, settled: readonly Settled[]): Promise<ReadonlySet<string>> {
  const rows = settled.map(({ claimed: { notice, claim }, standing, at }) => ({
    id: notice.id,
    claim,
    at: new Date(at).toISOString(),
    status: standing.status,
    reason: standing.status === 'sent' ? null : storableText(standing.reason),
    next: standing.status === 'pending' ? new Date(standing.nextTryAt).toISOString() : null,
  }))
  const written = await tx<{ id: string }[]>`
    with changed as (
      update notices n
      set status = a.status, attempts = n.attempts + 1, last_error = a.reason, next_try_at = a.next,
          sent_at = case a.status when 'sent' then a.at end, claim = null, claimed_until = null
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as a (id uuid, claim uuid, at timestamptz, status text, reason text, next timestamptz)
      where n.id = a.id and n.claim = a.claim and n.status = 'pending'
      returning n.id, a.at, a.status, a.reason
    ), told as (
      insert into notice_attempts (notice_id, at, status, detail)
      select id, at, case status when 'sent' then 'sent' else 'failed' end, reason from changed
    )
    select id from changed`
  return new Set(written.map(({ id }) => id))
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
