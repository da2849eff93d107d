import type { Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { bumpRevision } from './bump-revision.ts'
import { checkException, insertException, type NewException } from './insert-exception.ts'

/**
 * Keeps events from a rule of any origin; it need not be loaded.
 * @param nowMs milliseconds since 1970 UTC; the exception must end after it
 * @returns the exception's id
 * @throws RuleRefused
 */
export async function addException(sql: Sql, exception: NewException, nowMs: number): Promise<string> {
  const checked = checkException(exception, nowMs)
  return await transaction(sql, async (tx) => {
    const id = await insertException(tx, checked)
    await bumpRevision(tx)
    return id
  })
}
