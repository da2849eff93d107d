import { type Cursor, type Page, toPage } from './cursor.ts'
import type { Reader } from './read-only.ts'
import { type DeadFilter, matchesEvent } from './replay/dead-filter.ts'

/** Times are ISO 8601 in UTC with microseconds. */
export type RejectedSummary = {
  uid: string
  stage: string
  origin: string
  reason: string
  event_type: string | null
  times: number
  first_at: string
  last_at: string
  /** How often it was sent again, and when last, if it has not come back since. */
  replays: number
  replayed_at: string | null
}

export type RejectedDetail = RejectedSummary & { payload: string }

const columns = (sql: Reader) => sql`
  uid, stage, origin, reason, event_type, times,
  to_json(first_at) #>> '{}' as first_at, to_json(last_at) #>> '{}' as last_at,
  replays, to_json(replayed_at) #>> '{}' as replayed_at
`

/** What could not be processed, latest first. */
export async function findRejected(
  sql: Reader,
  filter: DeadFilter & { after?: Cursor; limit: number },
): Promise<Page<RejectedSummary>> {
  const { after, limit } = filter
  const rows = await sql<RejectedSummary[]>`
    select ${columns(sql)}
    from rejected_events
    where ${matchesEvent(sql, filter)}
      ${after === undefined ? sql`` : sql`and (last_at, uid) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by rejected_events.last_at desc, uid desc
    limit ${limit + 1}
  `
  return toPage(rows, limit, (row) => ({ time: row.last_at, id: row.uid }))
}

/** One refused thing with its payload; undefined when there is none of that uid. */
export async function readRejected(sql: Reader, uid: string): Promise<RejectedDetail | undefined> {
  const [row] = await sql<RejectedDetail[]>`
    select ${columns(sql)}, payload from rejected_events where uid = ${uid}
  `
  return row
}
