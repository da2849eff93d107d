import type postgres from 'postgres'
import type { Sql } from './connect.ts'

export type Reader = postgres.TransactionSql

/** No page is worth a longer query: the server ends it with SQLSTATE 57014. */
export const READ_TIMEOUT_MS = 10_000

/** Runs `read` on one snapshot that can't write, times in UTC, every statement bounded by `READ_TIMEOUT_MS`. */
export async function readOnly<T>(sql: Sql, read: (reader: Reader) => Promise<T>): Promise<T> {
  const result = await sql.begin('isolation level repeatable read read only', async (reader) => {
    await reader`
      select set_config('statement_timeout', ${String(READ_TIMEOUT_MS)}, true), set_config('TimeZone', 'UTC', true)
    `
    return { value: await read(reader) }
  })
  return result.value as T
}
