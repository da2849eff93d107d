import type { Log, Publisher } from '../../shared/ports/ports.ts'
import { trimFeed } from '../../shared/store/feed.ts'
import { publishLeftovers } from '../../shared/store/outbox.ts'
import { type ExpectedPorts, expectedSources } from './expected-sources.ts'
import { forgetting } from './forget-hits.ts'
import { publishOutgoing } from './handle.ts'
import { type SettlePorts, settleWaiting } from './settle-waiting.ts'

const EVERY_MS = 5_000

/**
 * Every few seconds, while the function runs: judges what rules have waited for, looks after what is expected to report,
 * forgets what nobody asks for any more, and publishes what a process that ended between its commit and its publishing has
 * left in the outbox. Such a process did not answer, so its delivery comes again and starts this one.
 */
export function housekeeping(ports: SettlePorts & ExpectedPorts & { publisher: Publisher; log: Log }): {
  run(): Promise<void>
  stop(): void
} {
  const forget = forgetting(ports)
  const watchSources = expectedSources(ports)
  let running = false
  const run = async () => {
    if (running) return
    running = true
    try {
      let count = 0
      for (let more = 1; more > 0; count += more)
        more = await publishLeftovers(ports.sql, (events) => ports.publisher.publish(events))
      if (count > 0) ports.log.info('published what an earlier commit had left', { count })
      for (let more = true; more; ) {
        const settled = await settleWaiting(ports)
        await publishOutgoing(settled.outgoing, ports)
        more = settled.more
      }
      await watchSources()
      await trimFeed(ports.sql)
      await forget()
    } catch (error) {
      ports.log.warn('housekeeping is put off', { reason: (error as Error).message })
    } finally {
      running = false
    }
  }
  const timer = setInterval(() => void run(), EVERY_MS)
  timer.unref()
  return { run, stop: () => clearInterval(timer) }
}
