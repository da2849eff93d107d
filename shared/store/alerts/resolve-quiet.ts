import { type AlertState, AUDITFLOW } from '../../notify/alert-life.ts'
import type { Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { statusColumn, timeText } from './alert-columns.ts'
import { type AppliedStep, applySteps } from './apply-steps.ts'

const AT_ONCE = 200
/** A call ends after so many batches; the next one goes on. */
const BATCHES = 50

/**
 * Resolves the alerts that have been without a match for as long as their rule says. In short transactions; rows that
 * somebody else is changing are passed over, so that several processes may do it at once.
 * @param nowMs milliseconds since 1970 UTC
 * @returns how many were resolved
 */
export async function resolveQuiet(sql: Sql, nowMs: number): Promise<number> {
  let resolved = 0
  for (let batch = 0; batch < BATCHES; batch++) {
    const count = await resolveSome(sql, nowMs)
    resolved += count
    if (count < AT_ONCE) break
  }
  return resolved
}

function resolveSome(sql: Sql, nowMs: number): Promise<number> {
  return transaction(sql, async (tx) => {
    const alerts = await tx<(AlertState & { id: string })[]>`
      select id, assignee, ${statusColumn(tx)} as status from alerts
      where resolve_at <= ${timeText(nowMs)}::text::timestamptz and status <> 'resolved'
      order by resolve_at limit ${AT_ONCE} for no key update skip locked`
    const steps = alerts.map(
      ({ id, assignee }): AppliedStep => ({
        id,
        state: { status: 'resolved', assignee },
        newEpisode: false,
        resolution: 'quiet',
        entry: { what: 'resolved', detail: QUIET_REASON },
      }),
    )
    await applySteps(tx, steps, AUDITFLOW, nowMs)
    return steps.length
  })
}

const QUIET_REASON = 'no further match within the quiet time'
