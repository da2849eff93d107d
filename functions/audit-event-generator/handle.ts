import { DONE, type Outcome, Refused } from '../../shared/ports/outcome.ts'
import type { Clock, Log, Publisher } from '../../shared/ports/ports.ts'
import { generate } from './generate.ts'
import { readTick, type Tick } from './read-tick.ts'

/** Events handed to the broker at a time. */
const CHUNK = 500

export type GeneratorPorts = {
  publisher: Publisher
  clock: Clock
  log: Log
  config: {
    seed: string
    /** Ordinary events a tick. */
    count: number
    /** Stories a tick on average. */
    storyRate: number
  }
}

/**
 * Makes the tick's events and publishes them. Safe to repeat: the same tick gives the same events.
 * A CloudEvent that asks for something impossible is returned as rejected, with the field named.
 * @throws Refused when a plain POST asks for something impossible
 * @throws Unavailable when the broker does not confirm
 */
export const handle = async (given: Tick, ports: GeneratorPorts): Promise<Outcome & { published: number }> => {
  const { publisher, clock, log, config } = ports
  const read = readTick(given, clock())
  if ('reason' in read) {
    log.warn('tick refused', { reason: read.reason })
    if (!given.event) throw new Refused(read.reason)
    return { rejected: [{ event: given.event, reason: read.reason }], published: 0 }
  }
  const { tick, atMs, wish } = read
  const { count = config.count, stories: wanted } = wish
  const events = generate({ ...config, count, tick, atMs, ...(wanted && { stories: wanted }) })
  for (let start = 0; start < events.length; start += CHUNK) await publisher.publish(events.slice(start, start + CHUNK))
  const stories = [...new Set(events.flatMap(({ extensions }) => extensions['story'] ?? []))]
  log.info('published synthetic events', { count: events.length, at: new Date(atMs).toISOString(), stories })
  return { ...DONE, published: events.length }
}
