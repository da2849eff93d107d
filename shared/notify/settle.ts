import type { Answer } from './judge-answer.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND

/** With the waits below, the tenth attempt comes about two hours after the first. */
export const MAX_ATTEMPTS = 10
const FIRST_WAIT_MS = 1 * SECOND
const GROWTH = 3
const LONGEST_WAIT_MS = 1 * HOUR
/** A receiver may ask for longer waits, but not for so long that nobody would learn of the alert. */
const LONGEST_ASKED_WAIT_MS = 24 * HOUR

/** How a notification stands after an attempt. */
export type Standing =
  | { status: 'sent' }
  | { status: 'pending'; reason: string; nextTryAt: number }
  | { status: 'failed'; reason: string }

/** Milliseconds to wait after the given attempt (the first is 1): 1 s, 3 s, 9 s, ... up to an hour. */
export function backOffMs(attempt: number): number {
  return Math.min(FIRST_WAIT_MS * GROWTH ** (attempt - 1), LONGEST_WAIT_MS)
}

/**
 * Decides what an answer means for the notification.
 * @param attempt which attempt was answered, the first is 1
 * @param now milliseconds since 1970 UTC
 */
export function settle(answer: Answer, attempt: number, now: number): Standing {
  if (answer.kind === 'sent') return { status: 'sent' }
  if (answer.kind === 'permanent' || answer.kind === 'gone') return { status: 'failed', reason: answer.reason }
  if (attempt >= MAX_ATTEMPTS)
    return { status: 'failed', reason: `${answer.reason}; given up after ${attempt} attempts` }
  return { status: 'pending', reason: answer.reason, nextTryAt: now + waitMs(answer.retryAfterMs, attempt) }
}

function waitMs(asked: number | undefined, attempt: number): number {
  if (asked === undefined) return backOffMs(attempt)
  return Math.min(Math.max(asked, FIRST_WAIT_MS), LONGEST_ASKED_WAIT_MS)
}
