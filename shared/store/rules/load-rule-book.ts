import type { Stage } from '../../detect/rule.ts'
import type { Sql } from '../connect.ts'

/** What the database says of rules. */
export type StoredRules = {
  /** Another one after every change. */
  revision: string
  rules: readonly { id: string; doc: unknown }[]
  stages: readonly { ruleId: string; stage: Stage }[]
  /** Those that nobody removed. Expired ones too: an event from before the expiry may come late. */
  exceptions: readonly { id: string; ruleId: string; when: unknown; reason: string; expires: string | null }[]
}

type Row = { revision: string; found: Omit<StoredRules, 'revision'> | null }

/**
 * Reads everything in one statement, so that it is of one moment.
 * @param known the revision that the caller has
 * @returns undefined when that is still the one
 */
export async function loadRuleBook(sql: Sql, known?: string): Promise<StoredRules | undefined> {
  const [row] = await sql<Row[]>`
    select revision::text as revision, case when revision::text is distinct from ${known ?? null}::text then
      json_build_object(
        'rules', (
          select coalesce(json_agg(json_build_object('id', id, 'doc', doc) order by id), '[]')
          from rules where removed_at is null),
        'stages', (
          select coalesce(json_agg(json_build_object('ruleId', rule_id, 'stage', stage) order by rule_id), '[]')
          from rule_stages),
        'exceptions', (
          select coalesce(json_agg(json_build_object(
            'id', id, 'ruleId', rule_id, 'when', when_, 'reason', reason,
            'expires', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          ) order by created_at, id), '[]')
          from rule_exceptions where removed_at is null))
    end as found
    from rules_revision`
  if (row === undefined) throw new Error('the table rules_revision is empty: insert its one row again')
  return row.found === null ? undefined : { revision: row.revision, ...row.found }
}
