import type { FeedListener } from '../../../shared/store/follow-feed.ts'
import type { FeedSum } from '../../../shared/store/read-feed.ts'

export type Mailbox = FeedListener & {
  /** The sum of what arrived since the last call; `quiet` when nothing does within the time. */
  next(quietAfterMs: number): Promise<FeedSum | 'quiet' | 'ended'>
}

/** Holds what a slow reader has not taken yet as one sum, so that it never grows. */
export function mailbox(): Mailbox {
  let waiting: FeedSum | undefined
  let over = false
  let wake: () => void = () => undefined

  return {
    changed(sum) {
      waiting = waiting === undefined ? sum : added(waiting, sum)
      wake()
    },
    ended() {
      over = true
      wake()
    },
    async next(quietAfterMs) {
      if (waiting === undefined && !over) await sleepOrWake(quietAfterMs, (awaken) => (wake = awaken))
      const taken = waiting
      waiting = undefined
      return over ? 'ended' : (taken ?? 'quiet')
    },
  }
}

function added(a: FeedSum, b: FeedSum): FeedSum {
  return {
    cursor: b.cursor,
    events: a.events + b.events,
    alerts: a.alerts + b.alerts,
    rejected: a.rejected + b.rejected,
  }
}

function sleepOrWake(ms: number, onWake: (awaken: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    onWake(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
