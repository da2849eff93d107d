import type { AuditEvent, Json } from '../events/audit-event.ts'
import { compileRuleset, faultLine, judge, parseRules } from './index.ts'

/** An event for tests, with whatever a test says of it. */
export function anEvent(parts: Partial<AuditEvent> = {}): AuditEvent {
  return {
    time: 0,
    activity_name: 'login',
    class_uid: 3002,
    severity_id: 1,
    status: 'Success',
    actor: { user: {} },
    src_endpoint: {},
    resources: [],
    metadata: { version: '1.5.0', product: { name: 'test' } },
    logsource: { product: 'test' },
    raw: {},
    ...parts,
  }
}

/** A detection rule's document for product `test`, with whatever a test says of it. */
export function aRule(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'A rule',
    logsource: { product: 'test' },
    detection: { selection: { a: 1 }, condition: 'selection' },
    level: 'high',
    ...parts,
  }
}

/** Whether a rule of one selection finds the record. */
export function finds(selection: unknown, raw: Json): boolean {
  return meets({ selection, condition: 'selection' }, raw)
}

/** Whether a rule with this detection finds the record; throws the rule's fault when it has one. */
export function meets(detection: Record<string, unknown>, raw: Json): boolean {
  const parsed = parseRules([{ file: 'test.yml', doc: aRule({ detection }) }])
  for (const fault of parsed.faults) throw new Error(faultLine(fault))
  return judge(compileRuleset(parsed), anEvent({ raw })).matches.length === 1
}
