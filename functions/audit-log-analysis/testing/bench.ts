import { randomUUID } from 'node:crypto'
import { compileRuleset, faultLine, parseRules } from '../../../shared/detect/index.ts'
import { anEvent, aRule } from '../../../shared/detect/testing.ts'
import type { AuditEvent, Json } from '../../../shared/events/audit-event.ts'
import { AUDIT_EVENT } from '../../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../../shared/events/envelope.ts'
import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Publisher } from '../../../shared/ports/ports.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { databaseWindows } from '../../../shared/store/database-windows.ts'
import { createPartitions } from '../../../shared/store/partitions.ts'
import { keepingLog } from '../../../test/helpers/keeping-log.ts'
import type { AnalysisPorts } from '../handle.ts'

export const T = Date.UTC(2026, 10, 25, 12)
export const SPAN_MS = 10_000
export const MANY = 4
export const VARIED = 3

/** One rule over a single event, one that counts events and one that counts values. */
const rules = [
  aRule({ id: 'single', title: 'Single', detection: { selection: { single: 'yes' }, condition: 'selection' } }),
  aRule({ id: 'base', title: 'Base', detection: { selection: { counts: 'yes' }, condition: 'selection' } }),
  correlation('many', { type: 'event_count', condition: { gte: MANY } }),
  correlation('varied', { type: 'value_count', condition: { field: 'ip', gte: VARIED } }),
]

function correlation(id: string, parts: Record<string, unknown>) {
  const common = { rules: ['base'], 'group-by': ['user'], timespan: `${SPAN_MS / 1_000}s` }
  return { id, title: id, level: 'high', correlation: { ...common, ...parts } }
}

/** A publisher that keeps what it is given; while `fault` is set it throws that. */
export function recordingPublisher(): Publisher & { published: CloudEvent[]; fault: Error | undefined } {
  const publisher = {
    published: [] as CloudEvent[],
    fault: undefined as Error | undefined,
    async publish(events: readonly CloudEvent[]) {
      if (publisher.fault !== undefined) throw publisher.fault
      publisher.published.push(...events)
    },
    close: async () => undefined,
  }
  return publisher
}

export const brokerAway = new Unavailable('broker away')

/** What the analysis stands on, with windows in PostgreSQL unless a test says otherwise. */
export function portsFor(
  sql: Sql,
  parts: Partial<Omit<AnalysisPorts, 'publisher'>> = {},
): AnalysisPorts & { publisher: ReturnType<typeof recordingPublisher> } {
  const { faults, ...parsed } = parseRules(rules.map((doc) => ({ file: 'test.yml', doc })))
  for (const fault of faults) throw new Error(faultLine(fault))
  const ruleset = compileRuleset(parsed)
  return {
    sql,
    publisher: recordingPublisher(),
    log: keepingLog(),
    windows: databaseWindows,
    ruleset: async () => ruleset,
    onLate: () => undefined,
    onTick: async () => undefined,
    ensurePartitions: createPartitions(sql),
    life: { reopenMs: 7 * 86_400_000, quietMs: 0, lateMs: 600_000 },
    clock: Date.now,
    newId: randomUUID,
    ...parts,
  }
}

export type Deed = {
  user: string
  timeMs: number
  raw?: { [name: string]: Json }
  id?: string
  data?: Partial<AuditEvent>
}

/** An audit event of a user, as a queue delivers it. */
export function eventOf({ user, timeMs, raw = {}, id = randomUUID(), data = {} }: Deed): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: '/test',
    type: AUDIT_EVENT,
    time: '2026-11-25T12:00:00Z',
    datacontenttype: 'application/json',
    data: anEvent({ time: timeMs, actor: { user: { name: user } }, raw: { user, ...raw }, ...data }),
    extensions: {},
  }
}
