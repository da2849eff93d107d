import { randomUUID } from 'node:crypto'
import { anEvent } from '../detect/testing.ts'
import type { AuditEvent } from '../events/audit-event.ts'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import { uidOf } from '../events/envelope.ts'
import type { StoredEvent } from './append-events.ts'

/** An event as the analysis hands it to the store, with whatever a test says of it. */
export function auditEvent(data: Partial<AuditEvent> = {}, id: string = randomUUID(), source = '/test'): StoredEvent {
  const time = data.time ?? Date.UTC(2026, 10, 25)
  return {
    uid: uidOf(source, id),
    event: {
      specversion: '1.0',
      id,
      source,
      type: AUDIT_EVENT,
      time: '2026-11-25T07:00:00Z',
      datacontenttype: 'application/json',
      data: anEvent({ ...data, time }),
      extensions: { story: 'one' },
    },
  }
}
