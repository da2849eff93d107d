import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Item } from '../../shared/normalise/normalise.ts'
import { newTraceparent, traceIdOf } from '../../shared/observe/trace.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import type { Arrival } from './checks/check.ts'
import { makeRejection } from './make-rejection.ts'
import type { Ports } from './ports.ts'

/** However long a body took to arrive, the broker gets this much. */
const LEAST_MS = 500

export type HandedOver = { accepted: number; rejected: { index: number; reason: string }[] }

/**
 * Publishes a request's events and rejections in one call, so that all of them count or none does.
 * @param origin the path they came by
 * @param withinMs of the request's arrival; what is confirmed later is known by its ids when it is sent again
 * @throws Unavailable when the broker did not confirm them in time
 */
export async function handOver(
  items: readonly Item[],
  origin: string,
  arrival: Arrival,
  withinMs: number,
  ports: Ports,
): Promise<HandedOver> {
  const nowMs = ports.clock()
  const events = items.map((item) => (item.ok ? item.event : makeRejection(item, origin, arrival.headers, nowMs)))
  if (events.length > 0) {
    const traced = withTrace(events, arrival.headers.get('traceparent'))
    await within(Math.max(LEAST_MS, arrival.atMs + withinMs - nowMs), ports.publisher.publish(traced))
  }
  const rejected = items.flatMap((item, index) => (item.ok ? [] : [{ index, reason: item.reason }]))
  if (rejected.length > 0) ports.log.warn('items rejected', { origin, rejected: rejected.slice(0, 10) })
  return { accepted: items.length - rejected.length, rejected }
}

/** An event that came with a trace of its own keeps it; a request without a valid one starts a trace here. */
function withTrace(events: readonly CloudEvent[], given: string | null): readonly CloudEvent[] {
  const traceparent = given !== null && traceIdOf(given) !== undefined ? given : newTraceparent()
  return events.map((event) => ({ ...event, extensions: { traceparent, ...event.extensions } }))
}

async function within(ms: number, publishing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const fault = new Unavailable(`the broker did not confirm within ${ms} ms`, { retryAfterSeconds: 2 })
    timer = setTimeout(() => reject(fault), ms)
  })
  await Promise.race([publishing, late]).finally(() => clearTimeout(timer))
}
