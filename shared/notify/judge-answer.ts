import { retryAfterMs } from './retry-after.ts'

/** What became of one attempt. `reason` can be shown to anybody: it holds no secret. */
export type Answer =
  | { kind: 'sent' }
  | { kind: 'passing'; reason: string; retryAfterMs?: number }
  | { kind: 'permanent'; reason: string }
  /** 410: the receiver wants nothing any more. */
  | { kind: 'gone'; reason: string }

/** 408 timeout, 409 a repeat is being worked on, 425 too early, 429 too many. */
const PASSING_4XX = new Set([408, 409, 425, 429])

/**
 * Judges the HTTP answer of a webhook's receiver.
 * @param who the receiver's host
 * @param now milliseconds since 1970 UTC, for a Retry-After that is a date
 */
export function judgeAnswer(who: string, status: number, retryAfter: string | null, now: number): Answer {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const reason = `${who} answered ${status}`
  if (status >= 300 && status < 400) return { kind: 'permanent', reason: `${reason}: redirects are not followed` }
  if (status === 410) return { kind: 'gone', reason }
  if (status < 500 && !PASSING_4XX.has(status)) return { kind: 'permanent', reason }
  const wait = retryAfterMs(retryAfter, now)
  return wait === undefined ? { kind: 'passing', reason } : { kind: 'passing', reason, retryAfterMs: wait }
}
