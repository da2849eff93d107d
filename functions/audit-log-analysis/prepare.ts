import * as z from 'zod/mini'
import { AuditEvent } from '../../shared/events/audit-event.ts'
import { AUDIT_EVENT, EVENT_REJECTED, EventRejected } from '../../shared/events/catalogue.ts'
import { type CloudEvent, uidOf } from '../../shared/events/envelope.ts'
import type { Rejection } from '../../shared/ports/outcome.ts'
import type { StoredEvent } from '../../shared/store/append-events.ts'
import type { RejectedEvent } from '../../shared/store/reject-events.ts'

/** What Knative's PingSource sends. */
const TICK = 'dev.knative.sources.ping'

export type Prepared = {
  /** Audit events by uid: what comes twice in one delivery is one. */
  audit: Map<string, StoredEvent>
  /** What another function refused and hands over to be kept. */
  refused: RejectedEvent[]
  /** How many ticks of a cron source there are. */
  ticks: number
  /** What this function refuses. */
  rejected: Rejection[]
}

/** Sorts delivered events by what is to be done with them, checking each against its type's schema. */
export function prepare(events: readonly CloudEvent[]): Prepared {
  const prepared: Prepared = { audit: new Map(), refused: [], rejected: [], ticks: 0 }
  for (const event of events) {
    const reason = place(event, prepared)
    if (reason !== undefined) prepared.rejected.push({ event, reason })
  }
  return prepared
}

function place(event: CloudEvent, prepared: Prepared): string | undefined {
  if (event.type === AUDIT_EVENT) {
    const checked = z.safeParse(AuditEvent, event.data)
    if (!checked.success) return reasons(checked.error)
    const uid = uidOf(event.source, event.id)
    prepared.audit.set(uid, { uid, event: { ...event, data: checked.data } })
    return undefined
  }
  if (event.type === EVENT_REJECTED) {
    const checked = z.safeParse(EventRejected, event.data)
    if (!checked.success) return reasons(checked.error)
    const { event_type, ...data } = checked.data
    prepared.refused.push({ source: event.source, id: event.id, ...data, ...(event_type && { eventType: event_type }) })
    return undefined
  }
  if (event.type === TICK) {
    prepared.ticks++
    return undefined
  }
  return `type: ${event.type} is none that the analysis takes`
}

function reasons(error: z.core.$ZodError): string {
  return error.issues.map(({ path, message }) => `data.${path.join('.')}: ${message}`).join('; ')
}
