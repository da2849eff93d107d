import { Unavailable } from '../ports/outcome.ts'
import type { Log } from '../ports/ports.ts'
import type { Sql } from './connect.ts'
import { FEED_CHANNEL } from './feed.ts'
import { listenApart } from './listen-apart.ts'
import { type FeedCursor, type FeedSum, parseFeedCursor, readFeed, readFeedHead } from './read-feed.ts'

export type FeedListener = {
  /** What changed since the last call; `cursor` resumes right after it. */
  changed(sum: FeedSum): void
  /** The following has ended for good. */
  ended(): void
}

export type Feed = {
  /**
   * Tells `listener` whenever something changed after `from` (unknown or missing: after now). Returns the cursor it
   * starts from and how to stop.
   */
  subscribe(listener: FeedListener, from?: string): Promise<{ cursor: string; stop: () => void }>
  /** The newest position. */
  head(): Promise<string>
  /** Ends the following for good. */
  close(): Promise<void>
}

export type FeedOptions = { log: Log; spacingMs?: number; pollMs?: number }

/**
 * One follower a process, however many listen, and nothing at all while nobody does. A notification wakes it; a slow
 * poll makes sure that a lost one costs seconds, not changes. Listeners get at most one call in `spacingMs`.
 */
export function followFeed(sql: Sql, options: FeedOptions): Feed {
  const { log, spacingMs = 250, pollMs = 5_000 } = options
  const listeners = new Map<FeedListener, FeedCursor>()
  let listening: ReturnType<typeof listen> | undefined
  let timer: NodeJS.Timeout | undefined
  let dueAt = 0
  let deliveredAt = Number.NEGATIVE_INFINITY
  let reading = false
  let wokenWhileReading = false
  let failing = false
  let closed = false

  function readIn(delayMs: number): void {
    const at = Math.max(performance.now() + delayMs, deliveredAt + spacingMs)
    if (closed || listeners.size === 0 || (timer !== undefined && dueAt <= at)) return
    clearTimeout(timer)
    dueAt = at
    timer = setTimeout(() => void round(), at - performance.now())
  }

  function wake(): void {
    if (reading) wokenWhileReading = true
    else readIn(0)
  }

  async function round(): Promise<void> {
    timer = undefined
    reading = true
    wokenWhileReading = false
    const delivered = await deliver().catch(failed)
    reading = false
    if (delivered) deliveredAt = performance.now()
    readIn(wokenWhileReading ? 0 : pollMs)
  }

  async function deliver(): Promise<boolean> {
    listening ??= listen()
    const asked = new Map(listeners)
    const sums = await readFeed(sql, [...new Set(asked.values())])
    failing = false
    let delivered = false
    for (const [listener, cursor] of asked) {
      const sum = sums.get(cursor)
      if (sum === undefined || listeners.get(listener) !== cursor) continue
      listeners.set(listener, sum.cursor)
      delivered = true
      listener.changed(sum)
    }
    return delivered
  }

  function failed(fault: unknown): boolean {
    if (!failing) log.warn('the feed cannot be read; trying again', { reason: String(fault) })
    failing = true
    void stopListening()
    return false
  }

  async function listen(): Promise<{ stop: () => Promise<void> } | undefined> {
    try {
      return await listenApart(sql, FEED_CHANNEL, wake)
    } catch (fault) {
      log.warn('no notifications from the database; polling', { reason: String(fault) })
      return undefined
    }
  }

  async function stopListening(): Promise<void> {
    const ended = listening
    listening = undefined
    await (await ended)?.stop()
  }

  function stop(listener: FeedListener): void {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearTimeout(timer)
    timer = undefined
    void stopListening()
  }

  return {
    async subscribe(listener, from) {
      const cursor = parseFeedCursor(from) ?? (await readFeedHead(sql))
      if (closed) throw new Unavailable('the process is stopping')
      listeners.set(listener, cursor)
      wake()
      return { cursor, stop: () => stop(listener) }
    },
    head: () => readFeedHead(sql),
    async close() {
      closed = true
      for (const listener of [...listeners.keys()]) {
        stop(listener)
        listener.ended()
      }
      await stopListening()
    },
  }
}
