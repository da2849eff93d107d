import type { Transaction } from '../connect.ts'
import type { ClaimFor } from './claim-notices.ts'

/**
 * How many more a channel's rate limit allows, with those under way counted as sent. `roomAt`: when there will be more room,
 * null while nothing was sent. Reads no more rows than the limit.
 * @param now milliseconds since 1970 UTC
 */
export async function readRoom(
  tx: Transaction,
  { name, rateLimit }: ClaimFor,
  now: number,
): Promise<{ room: number; underWay: number; roomAt: number | null }> {
  const [row] = await tx<{ underWay: number }[]>`
    select count(*)::int as "underWay" from notices
    where channel = ${name} and claim is not null`
  const underWay = row?.underWay ?? 0
  if (rateLimit === null) return { room: Number.POSITIVE_INFINITY, underWay, roomAt: null }
  const since = new Date(now - rateLimit.perMs).toISOString()
  const [sent] = await tx<{ count: number; oldest: number | null }[]>`
    select count(*)::int as count, round(extract(epoch from min(sent_at)) * 1000)::float8 as oldest
    from (
      select sent_at from notices
      where channel = ${name} and status = 'sent' and sent_at > ${since}
      order by sent_at desc limit ${rateLimit.max}
    ) as latest`
  const oldest = sent?.oldest ?? null
  return {
    room: rateLimit.max - underWay - (sent?.count ?? 0),
    underWay,
    roomAt: oldest === null ? null : oldest + rateLimit.perMs,
  }
}
