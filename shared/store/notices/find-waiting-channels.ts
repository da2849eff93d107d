import type { Sql } from '../connect.ts'

/** A channel with pending notices. `nextTryAt`, `openUntil`: milliseconds since 1970 UTC. */
export type WaitingChannel = {
  name: string
  nextTryAt: number
  /** Of the settings with which something was last sent; null when nothing was. */
  fingerprint: string | null
  failures: number
  openUntil: number | null
}

/** Channels for which notices wait. Reads a few entries of an index for each, however many wait. */
export async function findWaitingChannels(sql: Sql): Promise<WaitingChannel[]> {
  return await sql<WaitingChannel[]>`
    with recursive waiting (channel) as (
      (select channel from notices where status = 'pending' order by channel limit 1)
      union all
      select (
        select n.channel from notices n where n.status = 'pending' and n.channel > w.channel order by n.channel limit 1
      )
      from waiting w where w.channel is not null
    )
    select w.channel as name, round(extract(epoch from first.at) * 1000)::float8 as "nextTryAt", c.fingerprint,
           coalesce(c.failures, 0) as failures, round(extract(epoch from c.open_until) * 1000)::float8 as "openUntil"
    from waiting w
      cross join lateral (
        select min(next_try_at) as at from notices where channel = w.channel and status = 'pending'
      ) as first
      left join channels c on c.name = w.channel
    where first.at is not null`
}
