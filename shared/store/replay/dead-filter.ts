import type { Sql, Transaction } from '../connect.ts'

export const DEAD_KINDS = ['event', 'notice'] as const
export type DeadKind = (typeof DEAD_KINDS)[number]

/** After so many replays it is poison: only a replay of it alone, that insists, sends it once more. */
export const MOST_REPLAYS = 5

/** Which dead letters: all that is given must hold. Times are ISO 8601. */
export type DeadFilter = {
  kind?: DeadKind
  /** Who refused it: a function's name, or `dead-letter`. */
  stage?: string
  /** The channel that a notice did not get through. */
  channel?: string
  /** A piece of the reason, in any case. */
  reason?: string
  /** CloudEvents source, or the path it came by. */
  source?: string
  /** CloudEvents type. */
  type?: string
  since?: string
  until?: string
  /** Whether it was sent again and has not come back. */
  replayed?: boolean
}

export type Query = Sql | Transaction

/** Whether rejected events can match at all. */
export function asksForEvents({ kind, channel }: DeadFilter): boolean {
  return kind !== 'notice' && channel === undefined
}

/** Whether failed notices can match at all; one that is sent again has not failed any more. */
export function asksForNotices({ kind, stage, source, type, replayed }: DeadFilter): boolean {
  return kind !== 'event' && stage === undefined && source === undefined && type === undefined && replayed !== true
}

/** A condition on a row of `rejected_events`. */
export function matchesEvent(sql: Query, filter: DeadFilter) {
  const { stage, reason, source, type, since, until, replayed } = filter
  return sql`true
    ${stage === undefined ? sql`` : sql`and stage = ${stage}`}
    ${reason === undefined ? sql`` : sql`and position(lower(${reason}::text) in lower(reason)) > 0`}
    ${source === undefined ? sql`` : sql`and ${source} in (event_source, origin)`}
    ${type === undefined ? sql`` : sql`and event_type = ${type}`}
    ${since === undefined ? sql`` : sql`and last_at >= ${since}::text::timestamptz`}
    ${until === undefined ? sql`` : sql`and last_at <= ${until}::text::timestamptz`}
    ${replayed === undefined ? sql`` : replayed ? sql`and replayed_at is not null` : sql`and replayed_at is null`}`
}

/** A condition on a row of `notices`, that it has failed among it. */
export function matchesNotice(sql: Query, filter: DeadFilter) {
  const { channel, reason, since, until } = filter
  return sql`status = 'failed'
    ${channel === undefined ? sql`` : sql`and channel = ${channel}`}
    ${reason === undefined ? sql`` : sql`and position(lower(${reason}::text) in lower(coalesce(last_error, ''))) > 0`}
    ${since === undefined ? sql`` : sql`and created_at >= ${since}::text::timestamptz`}
    ${until === undefined ? sql`` : sql`and created_at <= ${until}::text::timestamptz`}`
}

/** How often a notice was sent again. */
export function noticeReplays(sql: Query) {
  return sql`(select count(*)::int from replay_items where dead = notices.id)`
}
