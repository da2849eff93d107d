import { type AuditEvent, type Json, OCSF_VERSION } from '../../shared/events/audit-event.ts'
import { AUDIT_EVENT } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Actor } from './company/people.ts'
import type { OwnDeed, TimedDeed } from './deed.ts'
import { VOCABULARY } from './vocabulary.ts'

/** The CloudEvent source of everything made up. */
export const SOURCE = '/generator'
const FAILURE_SEVERITY = 2

const userOf = ({ name, uid, type, email, keyId }: Actor): AuditEvent['actor']['user'] => ({
  name,
  uid,
  type,
  ...(email && { email_addr: email }),
  ...(keyId && { credential_uid: keyId }),
})

/** The same facts as the made-up company's own system would write them down. */
const rawRecord = (deed: OwnDeed, timeMs: number, id: string): Json => {
  const { ip, location } = deed.from ?? deed.actor.from
  return {
    record_id: id,
    recorded_at: new Date(timeMs).toISOString(),
    operation: deed.activity,
    outcome: deed.failed ? 'denied' : 'ok',
    reason: deed.detail ?? null,
    note: deed.message ?? null,
    ...(deed.bytes !== undefined && { bytes: deed.bytes }),
    principal: { login: deed.actor.name, id: deed.actor.uid, key: deed.actor.keyId ?? null, role: deed.actor.role },
    client: { address: ip, geo: location ? { ...location } : null, agent: deed.userAgent ?? deed.actor.userAgent },
    targets: deed.resources.map(({ type, name }) => `${type}:${name}`),
  }
}

const auditEvent = (deed: OwnDeed, timeMs: number, id: string): AuditEvent => {
  const [class_uid, severity] = VOCABULARY[deed.activity]
  return {
    time: timeMs,
    activity_name: deed.activity,
    class_uid,
    severity_id: deed.failed ? Math.max(severity, FAILURE_SEVERITY) : severity,
    status: deed.failed ? 'Failure' : 'Success',
    ...(deed.detail && { status_detail: deed.detail }),
    ...(deed.message && { message: deed.message }),
    actor: { user: userOf(deed.actor) },
    src_endpoint: deed.from ?? deed.actor.from,
    http_request: { user_agent: deed.userAgent ?? deed.actor.userAgent },
    resources: deed.resources.map((resource) => ({ ...resource })),
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'AuditFlow generator', vendor_name: 'AuditFlow' },
      uid: id,
    },
    logsource: { product: 'auditflow', service: 'synthetic' },
    raw: rawRecord(deed, timeMs, id),
  }
}

/** Which telling of which story an event belongs to. */
export type Label = { story: string; storyid: string }

/** Writes a deed as an audit event under the given id; the label becomes CloudEvent extensions of the same names. */
export const toEvent = ({ deed, timeMs }: TimedDeed, id: string, label?: Label): CloudEvent<AuditEvent> => {
  const data = 'write' in deed ? deed.write(timeMs, id) : auditEvent(deed, timeMs, id)
  return {
    specversion: '1.0',
    id,
    source: SOURCE,
    type: AUDIT_EVENT,
    time: new Date(data.time).toISOString(),
    datacontenttype: 'application/json',
    data,
    extensions: { ...label },
  }
}
