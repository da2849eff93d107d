import type { Sql } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { bumpRevision } from './bump-revision.ts'
import { requiredText } from './rule-refused.ts'

/**
 * Takes a rule of a user out; one of the pack or of a folder that it replaced is back. Its versions stay.
 * @returns whether there was one
 * @throws RuleRefused when nobody is named
 */
export async function removeRule(sql: Sql, id: string, { by }: { by: string }): Promise<boolean> {
  const remover = storableText(requiredText('by', by))
  return await transaction(sql, async (tx) => {
    const { count } = await tx`
      update rules set removed_at = now(), updated_at = now(), updated_by = ${remover}
      where id = ${storableText(id)} and removed_at is null`
    if (count > 0) await bumpRevision(tx)
    return count > 0
  })
}
