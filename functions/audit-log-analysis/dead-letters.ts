import type { Json } from '../../shared/events/audit-event.ts'
import { NOTIFICATION_DUE } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { toJson } from '../../shared/events/http.ts'
import { deepJson } from '../../shared/events/stringify.ts'
import { EXCHANGE, queuesFor } from '../../shared/events/topology.ts'
import { DONE, type Outcome, Unavailable } from '../../shared/ports/outcome.ts'
import type { Publisher } from '../../shared/ports/ports.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { type RejectedEvent, rejectEvents } from '../../shared/store/reject-events.ts'

/** Extension attribute: how often an event was sent on its way again. */
const AGAIN = 'again'
const MOST_AGAIN = 5
/** Extensions that Knative gives a dead letter: https://knative.dev/docs/eventing/event-delivery */
const ERROR = /^knativeerror/

/**
 * Takes what a deliverer gave up. Mostly the event is not at fault: Knative's RabbitMQ source rejects whatever it holds
 * when it is stopped, and gives up when something was away for long. So the event is sent on its way again, a few times;
 * then it is kept, as the CloudEvent that it is. What no queue wants is kept at once. While the database is away nothing
 * goes again: it would only come back, and be one time nearer to being kept as rejected. A reminder that notices are due
 * says nothing that the next tick does not: it is dropped.
 * @throws Unavailable when the broker or the database is away
 */
export function takeDeadLetters({ sql, publisher }: { sql: Sql; publisher: Publisher }) {
  return async (events: readonly CloudEvent[]): Promise<Outcome> => {
    await withFaults(() => sql`select 1`)
    const kept: RejectedEvent[] = []
    for (const event of events) {
      if (event.type === NOTIFICATION_DUE) continue
      const fault = await sendAgain(event, publisher)
      if (fault !== undefined) kept.push(rejectionOf(event, fault))
    }
    if (kept.length > 0) await withFaults(() => rejectEvents(sql, kept))
    return DONE
  }
}

/** Returns why the event can't go on its way again, or undefined when it does. */
async function sendAgain(event: CloudEvent, publisher: Publisher): Promise<string | undefined> {
  const times = Number(event.extensions[AGAIN] ?? 0)
  if (queuesFor(topology, EXCHANGE, event.type).length === 0) return 'no queue takes its type'
  if (!(times < MOST_AGAIN)) return `sent again ${MOST_AGAIN} times`
  const extensions = Object.fromEntries(Object.entries(event.extensions).filter(([name]) => !ERROR.test(name)))
  try {
    await publisher.publish([{ ...event, extensions: { ...extensions, [AGAIN]: String(Math.max(0, times) + 1) } }])
    return undefined
  } catch (error) {
    if (error instanceof Unavailable) throw error
    return `can't be sent again: ${(error as Error).message}`
  }
}

function rejectionOf(event: CloudEvent, fault: string): RejectedEvent {
  const { knativeerrorcode: code, knativeerrordest: to } = event.extensions
  const last = code === undefined ? '' : `; the last answer of ${to ?? 'its receiver'} was ${code}`
  return {
    source: event.source,
    id: event.id,
    stage: 'dead-letter',
    origin: event.source,
    reason: `delivery was given up (${fault})${last}`,
    payload: deepJson(toJson(event) as Json),
    eventType: event.type,
    event: { source: event.source, id: event.id, extensions: event.extensions },
  }
}
