import postgres from 'postgres'
import type { Sql } from '../connect.ts'
import { writeFeed } from '../feed.ts'
import type { Reader } from '../read-only.ts'
import { transaction } from '../transaction.ts'
import type { AlertStatus } from './find-alerts.ts'

export const ALERT_CHANGES = ['acknowledge', 'resolve', 'reopen'] as const
export type AlertChange = (typeof ALERT_CHANGES)[number]

export type Changed =
  | { kind: 'changed' | 'unchanged'; status: AlertStatus }
  | { kind: 'unknown' }
  | { kind: 'conflict'; reason: string; other?: string }

const TARGET = { acknowledge: 'acknowledged', resolve: 'resolved', reopen: 'open' } as const
const FROM: Record<AlertChange, readonly AlertStatus[]> = {
  acknowledge: ['open'],
  resolve: ['open', 'acknowledged'],
  reopen: ['resolved'],
}
const UNIQUE_VIOLATION = '23505'

/**
 * Acknowledges, resolves or reopens an alert and tells the feed in the same transaction. Repeating a change changes
 * nothing. A conflict when the alert's status does not allow it, or when reopening would make a second unresolved
 * alert of the same rule and key (`other` is its id).
 */
export async function changeAlert(sql: Sql, id: string, change: AlertChange): Promise<Changed> {
  try {
    return await transaction(sql, (tx) => changeLocked(tx, id, change))
  } catch (fault) {
    if (fault instanceof postgres.PostgresError && fault.code === UNIQUE_VIOLATION) return unresolvedTwin(sql, id)
    throw fault
  }
}

async function changeLocked(tx: Reader, id: string, change: AlertChange): Promise<Changed> {
  const [alert] = await tx<{ status: AlertStatus }[]>`select status from alerts where id = ${id} for update`
  if (alert === undefined) return { kind: 'unknown' }
  const target = TARGET[change]
  if (alert.status === target) return { kind: 'unchanged', status: target }
  if (!FROM[change].includes(alert.status))
    return { kind: 'conflict', reason: `an alert that is ${alert.status} can't be changed by ${change}` }
  await tx`
    update alerts
    set status = ${target}, updated_at = now(),
        acknowledged_at = case ${target}::text when 'acknowledged' then now() when 'open' then null else acknowledged_at end,
        resolved_at = case ${target}::text when 'resolved' then now() end
    where id = ${id}
  `
  await writeFeed(tx, { events: 0, alerts: [id], rejected: 0 })
  return { kind: 'changed', status: target }
}

async function unresolvedTwin(sql: Sql, id: string): Promise<Changed> {
  const [other] = await sql<{ id: string }[]>`
    select other.id
    from alerts this
    join alerts other on other.rule_id = this.rule_id and other.key = this.key and other.status <> 'resolved'
    where this.id = ${id}
  `
  const reason = 'another alert of the same rule and key is already unresolved'
  return other === undefined ? { kind: 'conflict', reason } : { kind: 'conflict', reason, other: other.id }
}
