import { breakerState } from '../../notify/breaker.ts'
import type { Reader } from '../read-only.ts'

/** How a channel stands; times as PostgreSQL writes them. */
export type ChannelStanding = {
  name: string
  off: { since: string; reason: string | null } | null
  /** `open`: left alone until `resting_until`; `half_open`: one notice may try. */
  breaker: 'closed' | 'open' | 'half_open'
  resting_until: string | null
  /** In a row, that may pass. */
  failures: number
  last_sent_at: string | null
  pending: number
  /** Given up within the last 30 days. */
  failed: number
}

type Row = Omit<ChannelStanding, 'off' | 'breaker'> & {
  off_at: string | null
  off_reason: string | null
  open_until_ms: number | null
}

const DAYS_MS = 30 * 86_400_000
/** More are not counted: the number says "many". */
const MOST = 10_000

/** Every channel to which something was sent, or waits. @param nowMs milliseconds since 1970 UTC */
export async function findChannels(sql: Reader, nowMs: number): Promise<ChannelStanding[]> {
  const since = new Date(nowMs - DAYS_MS).toISOString()
  const rows = await sql<Row[]>`
    with waiting as (
      select channel, count(*)::int as pending
      from (select channel from notices where status = 'pending' limit ${MOST}) as counted group by channel
    ), given_up as (
      select channel, count(*)::int as failed
      from (
        select channel from notices where status = 'failed' and created_at > ${since} order by created_at desc limit ${MOST}
      ) as counted group by channel
    )
    select name, to_jsonb(c.off_at) #>> '{}' as off_at, c.off_reason, coalesce(c.failures, 0) as failures,
           to_jsonb(c.open_until) #>> '{}' as resting_until,
           round(extract(epoch from c.open_until) * 1000)::float8 as open_until_ms,
           to_jsonb(c.last_sent_at) #>> '{}' as last_sent_at,
           coalesce(pending, 0) as pending, coalesce(failed, 0) as failed
    from (select name from channels union select channel from waiting) as known (name)
      left join channels c using (name)
      left join waiting on waiting.channel = name
      left join given_up on given_up.channel = name
    order by name`
  return rows.map((row) => standingOf(row, nowMs))
}

function standingOf(row: Row, nowMs: number): ChannelStanding {
  const { off_at, off_reason, open_until_ms, resting_until, ...rest } = row
  const breaker = breakerState({ failures: row.failures, openUntil: open_until_ms }, nowMs)
  return {
    ...rest,
    off: off_at === null ? null : { since: off_at, reason: off_reason },
    breaker,
    resting_until: breaker === 'open' ? resting_until : null,
  }
}
