import type { Silence } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'

/**
 * The silences that are in force at a time, of which `saveSilence` allows a bounded number.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function activeSilences(sql: Transaction, nowMs: number): Promise<Silence[]> {
  const now = new Date(nowMs).toISOString()
  return await sql<Silence[]>`
    select id, matchers, (extract(epoch from starts_at) * 1000)::float8 as "startsAt",
      (extract(epoch from ends_at) * 1000)::float8 as "endsAt"
    from silences
    where ends_at > ${now}::text::timestamptz and starts_at <= ${now}::text::timestamptz
    order by ends_at, id`
}
