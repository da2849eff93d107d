import type { Sql } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { bumpRevision } from './bump-revision.ts'
import { requiredText } from './rule-refused.ts'

/**
 * Ends an exception at once, for events of any time.
 * @param id a UUID
 * @returns whether there was one
 * @throws RuleRefused when nobody is named
 */
export async function removeException(sql: Sql, id: string, { by }: { by: string }): Promise<boolean> {
  const remover = storableText(requiredText('by', by))
  return await transaction(sql, async (tx) => {
    const { count } = await tx`
      update rule_exceptions set removed_at = now(), removed_by = ${remover}
      where id = ${id} and removed_at is null`
    if (count > 0) await bumpRevision(tx)
    return count > 0
  })
}
