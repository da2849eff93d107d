import type { Sql } from './connect.ts'

/** `tx-seq` of the last feed row seen. */
export type FeedCursor = string

/** Sums over the rows after a cursor; `alerts` counts different alerts. */
export type FeedSum = { cursor: FeedCursor; events: number; alerts: number; rejected: number }

const CURSOR = /^(\d{1,20})-(\d{1,19})$/
const LARGEST_TX = 2n ** 64n - 1n
const LARGEST_SEQ = 2n ** 63n - 1n

/** Undefined when the text is no cursor of ours. */
export function parseFeedCursor(text: string | undefined): FeedCursor | undefined {
  const [, tx, seq] = CURSOR.exec(text ?? '') ?? []
  if (tx === undefined || seq === undefined) return undefined
  return BigInt(tx) <= LARGEST_TX && BigInt(seq) <= LARGEST_SEQ ? `${BigInt(tx)}-${BigInt(seq)}` : undefined
}

/**
 * What came after each of the cursors, in one statement and so up to the same row for all. Rows of transactions at or
 * above the snapshot's xmin wait (`unsettled`): an older one may still commit before them.
 */
export async function readFeed(sql: Sql, cursors: readonly FeedCursor[]) {
  const rows = await sql<(FeedSum & { from: FeedCursor | null; unsettled: boolean })[]>`
    select asked.cursor as "from", sums.*,
           exists (select from feed where tx >= pg_snapshot_xmin(pg_current_snapshot())) as unsettled
    from (values (true)) always
    left join jsonb_array_elements_text(${JSON.stringify(cursors)}::text::jsonb) asked (cursor) on true
    left join lateral (
      select (array_agg(tx::text || '-' || seq order by tx desc, seq desc))[1] as cursor,
             sum(events)::integer as events,
             sum(rejected)::integer as rejected,
             (select count(distinct alert)::integer
              from feed again, unnest(again.alerts) alert
              where (again.tx, again.seq) > (split_part(asked.cursor, '-', 1)::xid8, split_part(asked.cursor, '-', 2)::bigint)
                and again.tx < pg_snapshot_xmin(pg_current_snapshot())) as alerts
      from feed
      where (tx, seq) > (split_part(asked.cursor, '-', 1)::xid8, split_part(asked.cursor, '-', 2)::bigint)
        and tx < pg_snapshot_xmin(pg_current_snapshot())
      having count(*) > 0
    ) sums on true
  `
  const sums = new Map<FeedCursor, FeedSum>()
  for (const { from, cursor, events, alerts, rejected } of rows)
    if (from !== null && cursor !== null) sums.set(from, { cursor, events, alerts, rejected })
  return { sums, unsettled: rows.some((row) => row.unsettled) }
}

/** The last final row's cursor, `0-0` when there is none. */
export async function readFeedHead(sql: Sql): Promise<FeedCursor> {
  const [row] = await sql<{ cursor: FeedCursor }[]>`
    select tx::text || '-' || seq as cursor
    from feed
    where tx < pg_snapshot_xmin(pg_current_snapshot())
    order by tx desc, seq desc
    limit 1
  `
  return row?.cursor ?? '0-0'
}
