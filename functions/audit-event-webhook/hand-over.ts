import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Item } from '../../shared/normalise/normalise.ts'
import { newTraceparent, traceIdOf } from '../../shared/observe/trace.ts'
import { makeRejection } from './make-rejection.ts'
import type { Ports } from './ports.ts'
import { reply } from './reply.ts'

/**
 * Publishes a request's events and rejections in one call, so that all of them count or none does, and answers 202.
 * @param origin the path they came by
 * @throws Unavailable when the broker did not confirm them
 */
export async function handOver(items: readonly Item[], origin: string, headers: Headers, ports: Ports) {
  const nowMs = ports.clock()
  const events = items.map((item) => (item.ok ? item.event : makeRejection(item, origin, nowMs)))
  if (events.length > 0) await ports.publisher.publish(withTrace(events, headers.get('traceparent')))
  const rejected = items.flatMap((item, index) => (item.ok ? [] : [{ index, reason: item.reason }]))
  if (rejected.length > 0) ports.log.warn('items rejected', { origin, rejected: rejected.slice(0, 10) })
  return reply(202, { accepted: items.length - rejected.length, rejected })
}

/** An event that came with a trace of its own keeps it; a request without a valid one starts a trace here. */
function withTrace(events: readonly CloudEvent[], given: string | null): readonly CloudEvent[] {
  const traceparent = given !== null && traceIdOf(given) !== undefined ? given : newTraceparent()
  return events.map((event) => ({ ...event, extensions: { traceparent, ...event.extensions } }))
}
