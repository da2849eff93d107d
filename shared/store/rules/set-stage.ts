import { STAGES, type Stage } from '../../detect/rule.ts'
import type { Sql, Transaction } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { bumpRevision } from './bump-revision.ts'
import { RuleRefused, requiredText } from './rule-refused.ts'

export type StageChange = {
  ruleId: string
  /** Undefined: the stage that the rule's document gives. */
  stage: Stage | undefined
  reason?: string
  by: string
}

/**
 * Sets the stage of a rule of any origin, whatever its document says; it need not be loaded.
 * @throws RuleRefused
 */
export async function setStage(sql: Sql, change: StageChange): Promise<void> {
  const ruleId = storableText(requiredText('rule_id', change.ruleId))
  const by = storableText(requiredText('by', change.by))
  const { stage } = change
  if (stage !== undefined && !STAGES.includes(stage))
    throw new RuleRefused('stage', `is ${JSON.stringify(stage)}`, `write one of ${STAGES.join(', ')}`)
  const reason = change.reason === undefined ? null : storableText(change.reason)
  await transaction(sql, async (tx) => {
    if (stage === undefined) await tx`delete from rule_stages where rule_id = ${ruleId}`
    else await writeStage(tx, { ruleId, stage, reason, by })
    await bumpRevision(tx)
  })
}

async function writeStage(
  tx: Transaction,
  { ruleId, stage, reason, by }: { ruleId: string; stage: Stage; reason: string | null; by: string },
): Promise<void> {
  await tx`
    insert into rule_stages (rule_id, stage, reason, changed_by) values (${ruleId}, ${stage}, ${reason}, ${by})
    on conflict (rule_id) do update set
      stage = excluded.stage, reason = excluded.reason, changed_by = excluded.changed_by, changed_at = now()`
}
