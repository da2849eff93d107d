import { parsedOr } from '../parsed.ts'
import { at, isObject } from '../record.ts'
import type { Envelope } from './envelope.ts'

/**
 * A record of Microsoft 365's audit log as `Search-UnifiedAuditLog` (text in `AuditData`) and Microsoft Graph's audit
 * search (`auditData`) give it. https://learn.microsoft.com/graph/api/resources/security-auditlogrecord
 */
export const auditData: Envelope = {
  marks: ['AuditData', 'auditData'],
  open(item) {
    const inside = at(item, 'AuditData') ?? at(item, 'auditData')
    const record = isObject(inside) ? inside : parsedOr(inside, null)
    return isObject(record) && (at(record, 'Operation') ?? at(record, 'operation')) !== undefined ? [record] : undefined
  },
}
