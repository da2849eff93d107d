import type { CloudEvent } from '../events/envelope.ts'

export type Clock = () => number

/** One JSON log line. `fields` never carry secrets. */
export type Log = {
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** Hands events to the broker. */
export type Publisher = {
  /**
   * Resolves once the broker has confirmed every one of the events: all or none counts as accepted.
   * Throws `Unavailable` otherwise; publishing the same events again is safe, consumers know them by (source, id).
   */
  publish(events: readonly CloudEvent[]): Promise<void>
  close(): Promise<void>
}

/** A publisher that can be asked, before there is anything to publish, whether it could. */
export type ProbedPublisher = Publisher & {
  /** Throws while the broker can't be reached. */
  ready(): Promise<void>
}

/** One message taken from a queue. Exactly one of the two answers must be given; without one it comes again. */
export type Delivery = {
  /** Its data are the bytes that came. */
  event: CloudEvent<Buffer>
  /** It was handled: forget it. */
  ack(): void
  /** It can't be handled: to the dead-letter exchange. */
  reject(): void
}

/** Takes events from a queue, at most `prefetch` unanswered at a time, and goes on by itself after a lost connection. */
export type Subscriber = {
  subscribe(queue: string, prefetch: number, onDelivery: (delivery: Delivery) => void): Promise<void>
  /** No further deliveries; unanswered ones return to their queue. */
  close(): Promise<void>
}
