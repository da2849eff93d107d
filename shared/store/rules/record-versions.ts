import type { Sql } from '../connect.ts'
import { jsonText } from '../json-text.ts'

export type RuleVersion = {
  ruleId: string
  version: string
  title: string
  origin: 'pack' | 'folder' | 'database'
  doc: unknown
}

/**
 * Keeps the versions of rules that are not kept yet. Documents are sent for these only: mostly there is none.
 * @returns how many were new
 */
export async function recordVersions(sql: Sql, versions: readonly RuleVersion[]): Promise<number> {
  const keys = versions.map(({ ruleId, version }, n) => ({ n, rule_id: ruleId, version }))
  const missing = await sql<{ n: number }[]>`
    select given.n
    from jsonb_to_recordset(${jsonText(keys)}::text::jsonb) as given (n int, rule_id text, version text)
    where not exists (
      select from rule_versions kept where kept.rule_id = given.rule_id and kept.version = given.version)`
  if (missing.length === 0) return 0
  const rows = missing.map(({ n }) => {
    const { ruleId, version, title, origin, doc } = versions[n]!
    return { rule_id: ruleId, version, title, origin, doc }
  })
  const { count } = await sql`
    insert into rule_versions (rule_id, version, title, origin, doc)
    select rule_id, version, title, origin, doc
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb)
      as row (rule_id text, version text, title text, origin text, doc jsonb)
    order by rule_id, version
    on conflict do nothing`
  return count
}
