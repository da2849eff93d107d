import type { Matcher } from '../../notify/routing/types.ts'
import type { Reader } from '../read-only.ts'

export const SILENCE_STATES = ['active', 'pending', 'expired'] as const
export type SilenceState = (typeof SILENCE_STATES)[number]

/** Times are ISO 8601 in UTC with microseconds. */
export type SilenceRow = {
  id: string
  matchers: Matcher[]
  starts_at: string
  ends_at: string
  author: string
  comment: string
  created_at: string
  /** Who ended it before its time. */
  ended_by: string | null
  /** When its end was announced. */
  announced_at: string | null
  state: SilenceState
}

/** The columns of a `SilenceRow`, with the state as of `now`: a time that PostgreSQL reads. */
export const silenceColumns = (sql: Reader, now: string) => sql`
  id, matchers, author, comment, ended_by,
  to_json(starts_at) #>> '{}' as starts_at, to_json(ends_at) #>> '{}' as ends_at,
  to_json(created_at) #>> '{}' as created_at, to_json(announced_at) #>> '{}' as announced_at,
  case when ends_at <= ${now}::text::timestamptz then 'expired'
       when starts_at > ${now}::text::timestamptz then 'pending'
       else 'active' end as state`
