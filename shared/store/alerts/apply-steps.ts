import type { AlertState, AlertStatus, HistoryEntry } from '../../notify/alert-life.ts'
import type { Transaction } from '../connect.ts'
import { writeFeed } from '../feed.ts'
import { jsonText } from '../json-text.ts'
import { touchGroups } from '../notices/touch-groups.ts'
import { writeOutbox } from '../outbox.ts'
import { timeText } from './alert-columns.ts'
import { readTriggered } from './read-triggered.ts'

/** What becomes of one alert that the transaction has locked. */
export type AppliedStep = {
  id: string
  state: AlertState
  newEpisode: boolean
  entry: HistoryEntry
  /** How it was resolved, where that is not what the status says. */
  resolution?: 'quiet'
}

/**
 * Writes steps of alerts: the alert, its history, the groups that are to look at it, the outbox for what fires anew, the feed.
 * To be the last thing a transaction does.
 * @param who did it
 */
export async function applySteps(
  tx: Transaction,
  steps: readonly AppliedStep[],
  who: string,
  nowMs: number,
): Promise<void> {
  if (steps.length === 0) return
  const ids = steps.map(({ id }) => id)
  // Sent one after the other without waiting for each answer.
  await Promise.all([updateAlerts(tx, steps, nowMs), writeHistory(tx, steps, who, nowMs), touchGroups(tx, ids, nowMs)])
  const anew = steps.filter(({ newEpisode }) => newEpisode).map(({ id }) => id)
  if (anew.length > 0) await writeOutbox(tx, await readTriggered(tx, anew, nowMs), true)
  await writeFeed(tx, { events: 0, alerts: ids, rejected: 0 })
}

async function updateAlerts(tx: Transaction, steps: readonly AppliedStep[], nowMs: number): Promise<void> {
  const rows = steps.map(({ id, state, newEpisode, entry, resolution }) => ({
    id,
    ...stored(state.status, resolution),
    assignee: state.assignee,
    newer: newEpisode ? 1 : 0,
    what: entry.what,
    reason: entry.detail,
  }))
  await tx`
    update alerts set
      status = step.status, resolution = step.resolution, assignee = step.assignee, episode = episode + step.newer,
      reason = case when step.what in ('assigned', 'unassigned', 'commented') then alerts.reason else step.reason end,
      acknowledged_at = case step.what when 'acknowledged' then at when 'reopened' then null else acknowledged_at end,
      resolved_at = case when step.status = 'resolved' then coalesce(resolved_at, at) end,
      resolve_at = case
        when step.status = 'resolved' then null
        when step.what = 'reopened' then at + quiet_ms * interval '1 millisecond'
        else resolve_at end,
      updated_at = at
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as step (
        id uuid, status text, resolution text, assignee text, newer int, what text, reason text
      ), (select ${timeText(nowMs)}::text::timestamptz as at) as clock
    where alerts.id = step.id`
}

/** The columns that hold a status. */
function stored(status: AlertStatus, resolution?: 'quiet'): { status: string; resolution: string | null } {
  if (status === 'false_positive') return { status: 'resolved', resolution: status }
  return { status, resolution: status === 'resolved' ? (resolution ?? status) : null }
}

async function writeHistory(tx: Transaction, steps: readonly AppliedStep[], who: string, nowMs: number): Promise<void> {
  const rows = steps.map(({ id, entry }) => ({ id, who, ...entry }))
  await tx`
    insert into alert_history (alert_id, at, who, what, detail)
    select id, ${timeText(nowMs)}::text::timestamptz, who, what, detail
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as step (id uuid, who text, what text, detail text)`
}
