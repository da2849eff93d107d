import type { Reader } from '../read-only.ts'
import { type SilenceRow, silenceColumns } from './silence-row.ts'

/**
 * @param id a UUID
 * @param nowMs milliseconds since 1970 UTC
 */
export async function readSilence(sql: Reader, id: string, nowMs: number): Promise<SilenceRow | undefined> {
  const [row] = await sql<SilenceRow[]>`
    select ${silenceColumns(sql, new Date(nowMs).toISOString())} from silences where id = ${id}`
  return row
}
