import { type AuditEvent, OCSF_VERSION } from './audit-event.ts'
import { AUDIT_EVENT } from './catalogue.ts'
import type { CloudEvent } from './envelope.ts'

/** The source of events that say from when on something is expected to report. */
export const EXPECTED_SOURCE = '/auditflow/expected'

type Sort = {
  /** The rule that alerts, and for which of its keys. */
  ruleId: string
  key: string
  words: string
  logsource: { product?: string | undefined; service?: string | undefined; category?: string | undefined }
  fields: Readonly<Record<string, string>>
}

/** The audit event that stands for the first report of what has not reported yet. */
export function expectedEvent({ ruleId, key, words, logsource, fields }: Sort, nowMs: number): CloudEvent<AuditEvent> {
  const time = new Date(nowMs).toISOString()
  return {
    specversion: '1.0',
    id: `${ruleId} ${key} ${time}`,
    source: EXPECTED_SOURCE,
    type: AUDIT_EVENT,
    time,
    datacontenttype: 'application/json',
    data: {
      time: nowMs,
      activity_name: 'source.expected',
      class_uid: 0,
      severity_id: 1,
      status: 'Success',
      message: words,
      actor: { user: {} },
      src_endpoint: {},
      resources: [],
      metadata: { version: OCSF_VERSION, product: { name: 'AuditFlow' } },
      logsource: { ...logsource, product: logsource.product ?? 'auditflow' },
      raw: { ...fields },
    },
    extensions: {},
  }
}
