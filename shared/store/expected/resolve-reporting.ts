import { EXPECTED_SOURCE } from '../../events/expected.ts'
import { type AlertState, AUDITFLOW } from '../../notify/alert-life.ts'
import { statusColumn } from '../alerts/alert-columns.ts'
import { type AppliedStep, applySteps } from '../alerts/apply-steps.ts'
import type { Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'

const AT_ONCE = 200

/**
 * Resolves the alerts of absences of one rule whose source has reported since. Alerts that somebody else is changing are left for
 * the next time.
 * @param ruleIds of the absences
 * @param part the series in which their hits are (`partOf(0)`)
 * @returns how many were resolved
 */
export async function resolveReporting(
  sql: Sql,
  ruleIds: readonly string[],
  part: string,
  nowMs: number,
): Promise<number> {
  return await transaction(sql, async (tx) => {
    const alerts = await tx<(AlertState & { id: string })[]>`
      select id, assignee, ${statusColumn(tx)} as status from alerts
      where status <> 'resolved'
        and rule_id in (select value from jsonb_array_elements_text(${JSON.stringify(ruleIds)}::text::jsonb))
        and exists (
          select from rule_hits hit join audit_events event on event.uid = hit.uid and event.time = hit.time
          where hit.rule_id = alerts.rule_id and hit.time > alerts.last_event_at and event.source <> ${EXPECTED_SOURCE}
            and hit.key_hash = substr(encode(sha256(convert_to(alerts.key || ${`\n${part}`}, 'UTF8')), 'hex'), 1, 32)::uuid)
      order by rule_id, md5(key) limit ${AT_ONCE} for no key update skip locked`
    const steps = alerts.map(
      ({ id, assignee }): AppliedStep => ({
        id,
        state: { status: 'resolved', assignee },
        newEpisode: false,
        entry: { what: 'resolved', detail: 'it reports again' },
      }),
    )
    await applySteps(tx, steps, AUDITFLOW, nowMs)
    return steps.length
  })
}
