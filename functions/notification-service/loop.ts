import type { Clock } from '../../shared/ports/ports.ts'

export type Loop = {
  /** Runs the work, after what is under way; resolves when a run that began after this call has ended, with its fault if it has one. */
  run(): Promise<void>
  /** Runs nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** Something may be due sooner than was known, since another process planned it. */
const LONGEST_WAIT_MS = 60_000
const AFTER_FAULT_MS = 5_000
/** Timers may fire a millisecond early. */
const SHORTEST_WAIT_MS = 2

/**
 * Work that is done when somebody asks, and again when it says that it is due, never twice at a time: who asks while it is
 * done gets one more run, together with all others.
 * @param work returns when it is due again, in milliseconds since 1970 UTC; null: nothing is known. After a minute it is done in any case
 * @param onFault hears of what went wrong when nobody asked
 */
export function createLoop(work: () => Promise<number | null>, clock: Clock, onFault: (error: Error) => void): Loop {
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const wakeIn = (ms: number): void => {
    clearTimeout(timer)
    if (stopped) return
    timer = setTimeout(() => void run().catch(onFault), Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS))
    timer.unref()
  }
  const once = async (): Promise<void> => {
    try {
      const dueAt = await work()
      wakeIn(dueAt === null ? LONGEST_WAIT_MS : dueAt - clock())
    } catch (error) {
      wakeIn(AFTER_FAULT_MS)
      throw error
    }
  }
  const start = (): Promise<void> => {
    const started = once().finally(() => {
      if (current === started) current = undefined
    })
    current = started
    return started
  }
  const run = (): Promise<void> => {
    if (stopped) return Promise.resolve()
    if (current === undefined) return start()
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return stopped ? undefined : start()
      })
    return next
  }
  return {
    run,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await current?.catch(() => undefined)
    },
  }
}
