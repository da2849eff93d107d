import type { Sql } from './connect.ts'

/** The number of the last feed row seen, in decimal. */
export type FeedCursor = string

/** Sums over the rows after a cursor; `alerts` counts different alerts. */
export type FeedSum = { cursor: FeedCursor; events: number; alerts: number; rejected: number }

const CURSOR = /^\d{1,19}$/
const LARGEST_SEQ = 2n ** 63n - 1n

/** Undefined when the text is no cursor of ours. */
export function parseFeedCursor(text: string | undefined): FeedCursor | undefined {
  if (text === undefined || !CURSOR.test(text)) return undefined
  return BigInt(text) <= LARGEST_SEQ ? String(BigInt(text)) : undefined
}

/** What came after each of the cursors, in one statement and so up to the same row for all. */
export async function readFeed(sql: Sql, cursors: readonly FeedCursor[]): Promise<Map<FeedCursor, FeedSum>> {
  const rows = await sql<(FeedSum & { from: FeedCursor })[]>`
    select asked.cursor as "from", sums.*
    from jsonb_array_elements_text(${JSON.stringify(cursors)}::text::jsonb) asked (cursor), lateral (
      select max(seq)::text as cursor, sum(events)::integer as events, sum(rejected)::integer as rejected,
             (select count(distinct alert)::integer
              from feed again, unnest(again.alerts) alert
              where again.seq > asked.cursor::bigint) as alerts
      from feed
      where seq > asked.cursor::bigint
      having count(*) > 0
    ) sums
  `
  return new Map(rows.map(({ from, ...sum }) => [from, sum]))
}

/** The last row's cursor, `0` when there is none. */
export async function readFeedHead(sql: Sql): Promise<FeedCursor> {
  const [row] = await sql<{ cursor: FeedCursor }[]>`select coalesce(max(seq), 0)::text as cursor from feed`
  return row?.cursor ?? '0'
}
