import type { Sql, Transaction } from './connect.ts'
import { transaction } from './transaction.ts'

export type Reader = Transaction

/** No page is worth a longer query: the server ends it with SQLSTATE 57014. */
export const READ_TIMEOUT_MS = 10_000

/**
 * Runs `read` on one snapshot that can't write, times in UTC, every statement bounded by `READ_TIMEOUT_MS` and planned for its
 * own values: what is rare is read in another way than what is frequent. Nothing here is so long that compiling it would pay.
 */
export function readOnly<T>(sql: Sql, read: (reader: Reader) => Promise<T>): Promise<T> {
  const work = async (reader: Reader): Promise<T> => {
    await reader`
      select set_config('statement_timeout', ${String(READ_TIMEOUT_MS)}, true), set_config('TimeZone', 'UTC', true),
        set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true)
    `
    return await read(reader)
  }
  return transaction(sql, work, 'isolation level repeatable read read only')
}
