import { randomUUID } from 'node:crypto'
import type { Finding } from '../../detect/index.ts'
import type { Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { type ChangedAlert, countAlertEvents, extendAlerts } from './extend-alerts.ts'
import type { LifeDefaults } from './finding-rows.ts'

export const DAY = 86_400_000
export const MINUTE = 60_000
/** The wall clock of tests, unless they move it. */
export const NOW = Date.UTC(2026, 10, 25, 8)
export const LIFE: LifeDefaults = { reopenMs: 7 * DAY, quietMs: 0, lateMs: 10 * MINUTE }

/** A finding of rule `rule`, of events at the given times, with whatever a test says of it. */
export function findingOf(key: string, times: readonly number[], rest: Partial<Finding> = {}): Finding {
  return {
    rule: {
      id: 'rule',
      title: 'A rule',
      level: 'high',
      tags: ['attack.t1110', 'a "quoted" {tag}'],
      version: '0123456789ab',
      stage: 'live',
    },
    key,
    labels: { product: ['test'], user: [key] },
    summary: `A rule: ${key}`,
    why: [{ selection: 's', field: 'f', value: 'v' }],
    events: times.map((timeMs) => ({ uid: randomUUID(), timeMs })),
    ...rest,
  }
}

/** What a commit of the analysis does with findings. */
export function extendBy(
  sql: Sql,
  findings: readonly Finding[],
  { nowMs = NOW, life = LIFE }: { nowMs?: number; life?: LifeDefaults } = {},
): Promise<ChangedAlert[]> {
  return transaction(sql, async (tx) => {
    const alerts = await extendAlerts(tx, findings, life, nowMs)
    await countAlertEvents(tx, alerts)
    return alerts
  })
}
