import { type AuditEvent, OCSF_VERSION } from './audit-event.ts'
import { AUDIT_EVENT } from './catalogue.ts'
import type { CloudEvent } from './envelope.ts'

/** The source of events by which AuditFlow watches itself. Nobody else's events have it: the webhook refuses it. */
export const CANARY_SOURCE = '/auditflow/canary'

/** At most one canary in so long, whoever sends it. */
const SLOT_MS = 300_000

/** The audit event that the log must come to hold: of the same few minutes it is the same, whoever makes it. */
export function canaryEvent(nowMs: number): CloudEvent<AuditEvent> {
  const slotMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS
  const id = new Date(slotMs).toISOString()
  return {
    specversion: '1.0',
    id,
    source: CANARY_SOURCE,
    type: AUDIT_EVENT,
    time: id,
    datacontenttype: 'application/json',
    data: {
      time: slotMs,
      activity_name: 'canary',
      class_uid: 0,
      severity_id: 1,
      status: 'Success',
      actor: { user: {} },
      src_endpoint: {},
      resources: [],
      metadata: { version: OCSF_VERSION, product: { name: 'AuditFlow' } },
      logsource: { product: 'auditflow', service: 'canary' },
      raw: { canary: id },
    },
    extensions: {},
  }
}
