import type { AuditEvent } from '../events/audit-event.ts'
import type { KeyPart } from './key-of.ts'
import { wholeValue } from './present.ts'

/** What routing may ask of a finding beside its rule and key: name -> texts. */
export type FindingLabels = Readonly<Record<string, readonly string[]>>

/**
 * The log source of the event, `tenant` where its metadata names one (OCSF `metadata.tenant_uid`), and each field of the key
 * by its name. What is empty has no label.
 */
export function labelsOf({ logsource, metadata }: AuditEvent, key: readonly KeyPart[]): FindingLabels {
  const { product, service, category } = logsource
  const tenant = metadata['tenant_uid']
  const own = { product, service, category, tenant: typeof tenant === 'string' ? tenant : undefined }
  const named = [...Object.entries(own), ...key.map(({ name, value }) => [name, value] as const)]
  return Object.fromEntries(
    named.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, [wholeValue(value)]]])),
  )
}
