import { EVENT_REJECTED, type EventRejected } from '../events/catalogue.ts'
import { type CloudEvent, uidOf } from '../events/envelope.ts'
import type { Clock, Publisher } from '../ports/ports.ts'
import type { Refusal } from './receive-delivery.ts'

/**
 * For functions without a database: what they refuse is published as `io.auditflow.event.rejected.v1`, which the
 * analysis stores.
 * @param stage the function's name
 */
export function keepByPublishing(stage: string, publisher: Publisher, clock: Clock) {
  return (refusals: readonly Refusal[]): Promise<void> =>
    publisher.publish(
      refusals.map(
        ({ source, id, origin, reason, payload, eventType, event }): CloudEvent<EventRejected> => ({
          specversion: '1.0',
          id: uidOf(source, id),
          source: `/${stage}`,
          type: EVENT_REJECTED,
          time: new Date(clock()).toISOString(),
          datacontenttype: 'application/json',
          data: {
            stage,
            origin,
            reason,
            payload,
            ...(eventType !== undefined && { event_type: eventType }),
            ...(event !== undefined && { event }),
          },
          extensions: {},
        }),
      ),
    )
}
