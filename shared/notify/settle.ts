import { createHash } from 'node:crypto'
import type { Answer } from './judge-answer.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Before the second, third … try. https://github.com/standard-webhooks/standard-webhooks, "Delivery success and failure" */
const WAITS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const

/** The first try is made at once, the last about three days later. */
export const MAX_ATTEMPTS = WAITS_MS.length + 1
/** A receiver may ask for longer waits, but not for so long that nobody would learn of the alert. */
export const LONGEST_ASKED_WAIT_MS = 24 * HOUR
/** What failed together is not tried together again: each waits up to so much of its wait longer. */
const JITTER = 0.1

/** How a notice stands after an attempt. `off`: its channel is to be sent nothing any more. */
export type Standing =
  | { status: 'sent' }
  | { status: 'pending'; reason: string; nextTryAt: number }
  | { status: 'failed'; reason: string; off: boolean }

/**
 * Decides what an answer means for a notice.
 * @param attempt which attempt was answered, the first is 1
 * @param now milliseconds since 1970 UTC
 * @param id of the notice: the jitter is derived from it
 */
export function settle(answer: Answer, attempt: number, now: number, id: string): Standing {
  if (answer.kind === 'sent') return { status: 'sent' }
  if (answer.kind !== 'passing') return { status: 'failed', reason: answer.reason, off: answer.kind === 'gone' }
  const wait = WAITS_MS[attempt - 1]
  if (wait === undefined)
    return { status: 'failed', reason: `${answer.reason}; given up after ${attempt} attempts`, off: false }
  const asked = Math.min(answer.retryAfterMs ?? 0, LONGEST_ASKED_WAIT_MS)
  return {
    status: 'pending',
    reason: answer.reason,
    nextTryAt: now + Math.max(asked, wait) + Math.floor(wait * JITTER * share(id, attempt)),
  }
}

/** Of [0, 1), the same each time. */
function share(id: string, attempt: number): number {
  return createHash('sha256').update(`${id} ${attempt}`).digest().readUInt32BE(0) / 2 ** 32
}
