import type { Stage } from '../../detect/rule.ts'
import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

export type RuleActivity = { ruleId: string; stage: Exclude<Stage, 'off'>; findings: number }

/**
 * Counts what rules found, on the day it was found (UTC). To be called late in a transaction: commits that count for
 * the same rule take turns from here on.
 * @param activity one for each (rule, stage)
 */
export async function recordActivity(tx: Transaction, activity: readonly RuleActivity[]): Promise<void> {
  if (activity.length === 0) return
  const rows = activity.map(({ ruleId, stage, findings }) => ({ rule_id: ruleId, stage, findings }))
  // Rows are taken in one order everywhere, so that two commits can't wait for each other in a circle.
  await tx`
    insert into rule_activity (rule_id, day, stage, findings, last_at)
    select rule_id, (now() at time zone 'UTC')::date, stage, findings, now()
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as row (rule_id text, stage text, findings bigint)
    order by rule_id, stage
    on conflict (rule_id, day, stage) do update set
      findings = rule_activity.findings + excluded.findings,
      last_at = greatest(rule_activity.last_at, excluded.last_at)`
}
