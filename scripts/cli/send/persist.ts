import { CommandError } from '../command.ts'
import type { Limits } from './limits.ts'
import { pause } from './pause.ts'
import { post, type Target, type Verdict } from './post.ts'
import type { Body } from './segment.ts'

export type Persistence = {
  target: Target
  limits: Limits
  /** Whether a server that is away is waited for without end. */
  isEndless: boolean
  stop: AbortSignal
  now(): number
  tell(message: string): void
}

type Judged = Exclude<Verdict, { kind: 'away' | 'refused' }>

/** Sending has ended before everything was sent, since it was told to. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/**
 * Posts a body until the server has judged it, with pauses that grow and vary, and are as long as it asks.
 * Throws `CommandError` when the server refuses everything or stays away, `Stopped`.
 */
export async function postUntilJudged(body: Body, persistence: Persistence): Promise<Judged> {
  const { target, limits, isEndless, stop, now, tell } = persistence
  const sinceMs = now()
  for (let tries = 0; ; tries++) {
    const verdict = await postInTime(body, persistence)
    if (verdict.kind === 'refused') throw new CommandError(`${target.url}: ${verdict.reason}`)
    if (verdict.kind !== 'away') {
      if (tries > 0) tell(`${target.url} takes events again`)
      return verdict
    }
    if (stop.aborted) throw new Stopped()
    if (tries === 0) tell(`${target.url}: ${verdict.reason}; trying again`)
    const waitMs = Math.max(verdict.retryAfterMs, pauseBefore(tries, limits))
    if (!isEndless && now() + waitMs - sinceMs > limits.giveUpMs)
      throw new CommandError(`${target.url}: ${verdict.reason}; given up after ${tries + 1} tries`)
    await pause(waitMs, stop)
    if (stop.aborted) throw new Stopped()
  }
}

/** Doubles from try to try; half of it by chance, so that many senders do not come back at the same moment. */
function pauseBefore(tries: number, { firstPauseMs, mostPauseMs }: Limits): number {
  const most = Math.min(mostPauseMs, firstPauseMs * 2 ** Math.min(tries, 30))
  return most / 2 + (Math.random() * most) / 2
}

/** Posts once, and ends a request that takes too long; one in flight when told to stop has a little time left. */
async function postInTime(body: Body, { target, limits, stop, now }: Persistence): Promise<Verdict> {
  const late = new AbortController()
  const timers = [setTimeout(() => late.abort(), limits.requestMs)]
  const onStop = () => void timers.push(setTimeout(() => late.abort(), limits.stopMs))
  stop.addEventListener('abort', onStop, { once: true })
  try {
    return await post(body, target, late.signal, now())
  } finally {
    stop.removeEventListener('abort', onStop)
    for (const timer of timers) clearTimeout(timer)
  }
}
