import { randomUUID } from 'node:crypto'
import { breakerState } from '../../notify/breaker.ts'
import type { Notice } from '../../notify/notice.ts'
import { type Due, shareRoom } from '../../notify/share-room.ts'
import type { Sql, Transaction } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { lockConfigured } from './channel-state.ts'
import { digestNotices } from './digest-notices.ts'
import { expireClaims, type Unsent } from './expire-claims.ts'
import { failWaiting } from './fail-waiting.ts'
import { findDue } from './find-due.ts'
import { readRoom } from './read-room.ts'

/**
 * The channel to claim for. `digests`: its kind takes them. `lanes`: at most so many of it are under way, over all processes.
 */
export type ClaimFor = {
  name: string
  fingerprint: string
  rateLimit: { max: number; perMs: number } | null
  digests: boolean
  lanes: number
}

/** A notice that nobody else sends until the claim ends. `attempt`: which one is to be made, the first is 1. */
export type ClaimedNotice = { notice: Notice; attempt: number; claim: string }

/**
 * What there is to send. `unsent` are notices that this found not to be sent, for the log. `nextAt`: when to ask again while
 * nothing is claimed, milliseconds since 1970 UTC; null when nothing waits.
 */
export type Claims = { claimed: ClaimedNotice[]; unsent: Unsent[]; nextAt: number | null }

/** Longer than any attempt takes. After it the notice is sent by whoever comes first, with the same id. */
export const CLAIM_MS = 60_000
const MOST_IN_DIGEST = 500
const LOCKED_ELSEWHERE_MS = 1_000

/**
 * Claims a few due notices of a channel, as its breaker, its rate limit and what is under way allow. All of it under the lock
 * of the channel's row, and short: nothing is held while the channel answers.
 * @param now milliseconds since 1970 UTC
 */
export function claimNotices(sql: Sql, channel: ClaimFor, now: number): Promise<Claims> {
  return transaction(sql, (tx) => claimLocked(tx, channel, now))
}

async function claimLocked(tx: Transaction, channel: ClaimFor, now: number): Promise<Claims> {
  const state = await lockConfigured(tx, channel.name, channel.fingerprint)
  const unsent = await expireClaims(tx, channel.name, now)
  if (state.off !== null) {
    unsent.push(...(await failWaiting(tx, channel.name, `the channel is switched off: ${state.off}`, now)))
    return { claimed: [], unsent, nextAt: await nextTime(tx, channel.name, now, null) }
  }
  const breaker = breakerState(state, now)
  if (breaker === 'open') return { claimed: [], unsent, nextAt: await nextTime(tx, channel.name, now, state.openUntil) }
  const { room, underWay, roomAt } = await readRoom(tx, channel, now)
  const lanes = (breaker === 'half_open' ? 1 : channel.lanes) - underWay
  const places = Math.min(room, lanes)
  // All that waits is wanted only where it may have to go together.
  const most = places > 0 && channel.digests && room <= lanes ? MOST_IN_DIGEST : places
  const shares = shareRoom(await findDue(tx, channel.name, most, now), room, lanes, channel.digests)
  const claimed = await claim(tx, channel, shares, now)
  const nextAt = claimed.length > 0 ? now : await nextTime(tx, channel.name, now, room > 0 ? null : roomAt)
  return { claimed, unsent, nextAt }
}

async function claim(
  tx: Transaction,
  channel: ClaimFor,
  { direct, together }: { direct: readonly Due[]; together: readonly Due[] },
  now: number,
): Promise<ClaimedNotice[]> {
  const lease = { claim: randomUUID(), untilMs: now + CLAIM_MS }
  const claimed = direct.length > 0 ? await lend(tx, direct, lease) : []
  if (together.length === 0 || channel.rateLimit === null) return claimed
  const ids = together.map(({ id }) => id)
  const notice = await digestNotices(tx, ids, channel.rateLimit, lease, now)
  return [...claimed, { notice, attempt: 1, claim: lease.claim }]
}

/** What is claimed is due again when the claim ends: no sooner, and without anybody having to notice. */
async function lend(
  tx: Transaction,
  due: readonly Due[],
  lease: { claim: string; untilMs: number },
): Promise<ClaimedNotice[]> {
  const until = new Date(lease.untilMs).toISOString()
  const rows = await tx<{ notice: Notice; attempt: number }[]>`
    update notices set claim = ${lease.claim}, claimed_until = ${until}, next_try_at = ${until}
    where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(due.map(({ id }) => id))}::text::jsonb))
    returning notice, attempts + 1 as attempt`
  return rows.map((row) => ({ ...row, claim: lease.claim }))
}

/** @param gate before which nothing is sent, whatever is due */
async function nextTime(tx: Transaction, channel: string, now: number, gate: number | null): Promise<number | null> {
  const at = new Date(now).toISOString()
  const [row] = await tx<{ later: number | null; isDue: boolean }[]>`
    select (
      select round(extract(epoch from min(next_try_at)) * 1000)::float8 from notices
      where channel = ${channel} and status = 'pending' and next_try_at > ${at}
    ) as later, exists (
      select from notices where channel = ${channel} and status = 'pending' and next_try_at <= ${at}
    ) as "isDue"`
  const later = row?.later ?? null
  if (gate !== null && gate > now) return row?.isDue ? gate : later && Math.max(later, gate)
  return later ?? (row?.isDue ? now + LOCKED_ELSEWHERE_MS : null)
}
