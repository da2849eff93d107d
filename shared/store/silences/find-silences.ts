import { type Cursor, type Page, toPage } from '../cursor.ts'
import type { Reader } from '../read-only.ts'
import { type SilenceRow, type SilenceState, silenceColumns } from './silence-row.ts'

export type SilenceFilter = { state?: SilenceState; after?: Cursor; limit: number }

/**
 * Silences, those that end last first.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function findSilences(sql: Reader, filter: SilenceFilter, nowMs: number): Promise<Page<SilenceRow>> {
  const { state, after, limit } = filter
  const now = new Date(nowMs).toISOString()
  const rows = await sql<SilenceRow[]>`
    select ${silenceColumns(sql, now)}
    from silences
    where true
      ${state === undefined ? sql`` : inState(sql, state, now)}
      ${after === undefined ? sql`` : sql`and (ends_at, id) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by silences.ends_at desc, id desc
    limit ${limit + 1}`
  return toPage(rows, limit, (row) => ({ time: row.ends_at, id: row.id }))
}

function inState(sql: Reader, state: SilenceState, now: string) {
  if (state === 'expired') return sql`and silences.ends_at <= ${now}::text::timestamptz`
  const begun = state === 'active' ? sql`silences.starts_at <= ` : sql`silences.starts_at > `
  return sql`and silences.ends_at > ${now}::text::timestamptz and ${begun} ${now}::text::timestamptz`
}
