import type { Log, Publisher } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { publishLeftovers } from '../../shared/store/outbox.ts'

const EVERY_MS = 10_000

/**
 * Publishes what a process that ended between its commit and its publishing has left in the outbox. Such a process did
 * not answer, so its delivery comes again and starts this one: nothing waits for a clock while nothing runs.
 */
export function publishingLeftovers(ports: { sql: Sql; publisher: Publisher; log: Log }): { stop(): void } {
  let running = false
  const run = async () => {
    if (running) return
    running = true
    try {
      const count = await publishLeftovers(ports.sql, (events) => ports.publisher.publish(events))
      if (count > 0) ports.log.info('published what an earlier commit had left', { count })
    } catch (error) {
      ports.log.warn('leftovers of the outbox are not published yet', { reason: (error as Error).message })
    } finally {
      running = false
    }
  }
  const timer = setInterval(() => void run(), EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
