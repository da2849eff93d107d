import type { Answer } from './judge-answer.ts'
import { LONGEST_ASKED_WAIT_MS } from './settle.ts'

/** Passing failures in a row after which a channel is left alone. */
export const FAILURES_TO_OPEN = 5
const FIRST_REST_MS = 30_000
const LONGEST_REST_MS = 600_000

/** What a channel's answers have come to. `openUntil`: milliseconds since 1970 UTC. */
export type Breaker = { failures: number; openUntil: number | null }
export type BreakerState = 'closed' | 'open' | 'half_open'

/** `open`: nothing is sent. `half_open`: one notice may try. */
export function breakerState({ failures, openUntil }: Breaker, now: number): BreakerState {
  if (openUntil !== null && openUntil > now) return 'open'
  return failures >= FAILURES_TO_OPEN ? 'half_open' : 'closed'
}

/**
 * The breaker after an answer. Whatever is no passing failure shows that the far side is there, and closes it, but cuts no
 * rest short: the far side may have asked for it. A failure while it is open belongs to what was under way when it opened,
 * and does not count again. Who asks for a wait is left alone for so long, with everything, also when the breaker stays closed.
 * @param now milliseconds since 1970 UTC
 */
export function breakerAfter(before: Breaker, answer: Answer, now: number): Breaker {
  const state = breakerState(before, now)
  if (answer.kind !== 'passing') return { failures: 0, openUntil: state === 'open' ? before.openUntil : null }
  const isLate = state === 'open' && before.failures >= FAILURES_TO_OPEN
  const failures = before.failures + (isLate ? 0 : 1)
  const asked = now + Math.min(answer.retryAfterMs ?? 0, LONGEST_ASKED_WAIT_MS)
  const rest = failures >= FAILURES_TO_OPEN && !isLate ? now + restMs(failures) : now
  const openUntil = Math.max(before.openUntil ?? now, asked, rest)
  return { failures, openUntil: openUntil > now ? openUntil : null }
}

function restMs(failures: number): number {
  return Math.min(FIRST_REST_MS * 2 ** (failures - FAILURES_TO_OPEN), LONGEST_REST_MS)
}
