import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

export type ExpectedKey = { ruleId: string; key: string }

/**
 * Makes these the ones that are expected. What was expected before keeps since when; others are forgotten, so that they begin
 * anew should they come back.
 * @returns those that were not expected before
 */
export async function noteExpected(
  tx: Transaction,
  wanted: readonly ExpectedKey[],
  nowMs: number,
): Promise<ExpectedKey[]> {
  const rows = jsonText(wanted.map(({ ruleId, key }) => ({ rule_id: ruleId, key })))
  await tx`
    delete from expected_sources where not exists (
      select from jsonb_to_recordset(${rows}::text::jsonb) as wanted (rule_id text, key text)
      where wanted.rule_id = expected_sources.rule_id and wanted.key = expected_sources.key)`
  const noted = await tx<{ rule_id: string; key: string }[]>`
    insert into expected_sources (rule_id, key, since)
    select rule_id, key, ${new Date(nowMs).toISOString()}
    from jsonb_to_recordset(${rows}::text::jsonb) as wanted (rule_id text, key text)
    order by rule_id, key
    on conflict do nothing
    returning rule_id, key`
  return noted.map(({ rule_id, key }) => ({ ruleId: rule_id, key }))
}
