import type { Sql } from '../connect.ts'
import { jsonText, storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { bumpRevision } from './bump-revision.ts'
import { type CheckOptions, checkRule } from './check-rule.ts'
import { requiredText } from './rule-refused.ts'

/**
 * Keeps a rule of a user, or a new text of it, once it can be read. One with the id of a rule of the pack or of a
 * folder replaces that.
 * @param doc a Sigma document: a detection rule, a correlation rule or a filter
 * @param options.by who does it
 * @throws RuleRefused
 */
export async function saveRule(
  sql: Sql,
  doc: unknown,
  options: CheckOptions & { by: string },
): Promise<{ id: string; version: string }> {
  const by = storableText(requiredText('by', options.by))
  const checked = checkRule(doc, options)
  await transaction(sql, async (tx) => {
    await tx`
      insert into rules (id, doc, updated_by) values (${checked.id}, ${jsonText(checked.doc)}::text::jsonb, ${by})
      on conflict (id) do update set
        doc = excluded.doc, updated_by = excluded.updated_by, updated_at = now(), removed_at = null`
    await bumpRevision(tx)
  })
  return { id: checked.id, version: checked.version }
}
