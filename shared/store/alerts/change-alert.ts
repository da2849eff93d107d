import postgres from 'postgres'
import type { AlertState, AlertStatus, ChangeRequest } from '../../notify/alert-life.ts'
import { stepOf } from '../../notify/alert-life.ts'
import { type ChangeFault, changeFault } from '../../notify/change-fault.ts'
import type { Sql, Transaction } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { statusColumn } from './alert-columns.ts'
import { type AppliedStep, applySteps } from './apply-steps.ts'

/** `nowMs` is milliseconds since 1970 UTC. */
export type Change = ChangeRequest & { nowMs: number }

export type Changed =
  | { kind: 'changed' | 'unchanged'; status: AlertStatus }
  | { kind: 'unknown' }
  /** Its episode is another one by now: it has re-opened. */
  | { kind: 'outdated' }
  | { kind: 'conflict'; reason: string; other?: string }
  | ({ kind: 'faulty' } & ChangeFault)

/** An alert to be changed, and in which episode; without one, in whichever it is. */
export type ChangeTarget = { id: string; episode?: number }

type Locked = AlertState & { id: string; episode: number }

const UNIQUE_VIOLATION = '23505'

/**
 * Changes an alert as the rules of an alert's life allow (shared/notify/alert-life.ts), and writes its history, the feed,
 * and the groups that are to look at it, in one transaction. Repeating a change changes nothing. An alert that was over and
 * is re-opened is told of anew. A conflict when the alert's status does not allow the change, or when re-opening would make
 * a second unresolved alert of the same rule and key (`other` is its id).
 */
export async function changeAlert(sql: Sql, id: string, change: Change): Promise<Changed> {
  const fault = changeFault(change)
  if (fault !== undefined) return { kind: 'faulty', ...fault }
  try {
    const [outcome] = await transaction(sql, (tx) => changeLocked(tx, [{ id }], storable(change)))
    return outcome ?? { kind: 'unknown' }
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === UNIQUE_VIOLATION) return unresolvedTwin(sql, id)
    throw error
  }
}

/**
 * Changes several alerts at once, each only while its episode is still the one that was meant.
 * @returns an outcome for each target, in their order
 */
export async function changeAlerts(
  sql: Sql,
  targets: readonly { id: string; episode: number }[],
  change: Change & { change: 'acknowledge' | 'resolve' | 'false-positive' },
): Promise<Changed[]> {
  const fault = changeFault(change)
  if (fault !== undefined) return targets.map(() => ({ kind: 'faulty', ...fault }))
  return await transaction(sql, (tx) => changeLocked(tx, targets, storable(change)))
}

/** The request as PostgreSQL keeps it, so that a repeated one is known again. */
function storable({ change, by, nowMs, ...texts }: Change): Change {
  const kept = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, storableText(text)]]))
  return { change, by: storableText(by.trim()), nowMs, ...(Object.fromEntries(kept) as typeof texts) }
}

async function changeLocked(tx: Transaction, targets: readonly ChangeTarget[], change: Change): Promise<Changed[]> {
  const alerts = new Map((await lock(tx, targets)).map((alert) => [alert.id, alert]))
  const steps: AppliedStep[] = []
  const outcomes: Changed[] = []
  for (const { id, episode } of targets) {
    const alert = alerts.get(id.toLowerCase())
    if (alert === undefined) outcomes.push({ kind: 'unknown' })
    else if (episode !== undefined && episode !== alert.episode) outcomes.push({ kind: 'outdated' })
    else outcomes.push(await changeOne(tx, alert, change, steps))
  }
  await applySteps(tx, steps, change.by, change.nowMs)
  return outcomes
}

/** Rows are taken in one order everywhere, so that two transactions can't wait for each other in a circle. */
async function lock(tx: Transaction, targets: readonly ChangeTarget[]): Promise<Locked[]> {
  const ids = JSON.stringify(targets.map(({ id }) => id))
  return await tx<Locked[]>`
    select id, episode, assignee, ${statusColumn(tx)} as status
    from alerts where id in (select value::uuid from jsonb_array_elements_text(${ids}::text::jsonb))
    order by rule_id, md5(key), id for no key update`
}

async function changeOne(tx: Transaction, alert: Locked, change: Change, steps: AppliedStep[]): Promise<Changed> {
  const step = stepOf(alert, change)
  if (step.kind === 'refused') return { kind: 'conflict', reason: step.reason }
  if (step.kind === 'unchanged' || (change.change === 'comment' && (await wasSaid(tx, alert.id, change))))
    return { kind: 'unchanged', status: alert.status }
  const { state, newEpisode, entry } = step
  steps.push({ id: alert.id, state, newEpisode, entry })
  // Whoever names it twice changes it once.
  Object.assign(alert, state)
  return { kind: 'changed', status: state.status }
}

/** The same person's same comment, with nothing after it, was sent twice. */
async function wasSaid(tx: Transaction, id: string, { by, comment }: Change): Promise<boolean> {
  const [last] = await tx<{ who: string; what: string; detail: string | null }[]>`
    select who, what, detail from alert_history where alert_id = ${id} order by id desc limit 1`
  return last?.what === 'commented' && last.who === by && last.detail === comment?.trim()
}

async function unresolvedTwin(sql: Sql, id: string): Promise<Changed> {
  const [other] = await sql<{ id: string }[]>`
    select other.id
    from alerts this
    join alerts other
      on other.rule_id = this.rule_id and md5(other.key) = md5(this.key) and other.status <> 'resolved'
    where this.id = ${id}
  `
  const reason = 'another alert of the same rule and key is already unresolved'
  return other === undefined ? { kind: 'conflict', reason } : { kind: 'conflict', reason, other: other.id }
}
