import type { ReadAgain } from '../../normalise/read-again.ts'
import type { Sql, Transaction } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { asksForEvents, asksForNotices, type DeadFilter } from './dead-filter.ts'
import { replayNotices } from './replay-notices.ts'
import { type RejectedRow, rejectedColumns, replayRejected } from './replay-rejected.ts'
import { replayableEvent, replayableNotice } from './start-replay.ts'

const MOST_ROWS = 1_000
/** What is read of payloads at a time. */
const MOST_BYTES = 8 * 1024 * 1024
const FIRST = '00000000-0000-0000-0000-000000000000'

export type RunOptions = {
  read: (row: RejectedRow) => ReadAgain
  clock: () => number
  /** Asked between batches whether to leave the rest; it can be gone on with. */
  isStopped?: () => boolean
}

type Begun = { id: string; filter: DeadFilter; created_at: string; finished: boolean }
type Batch = (tx: Transaction, replay: Begun, after: string, options: RunOptions) => Promise<string | undefined>

/**
 * Sends what a replay is to send, in batches of their own transaction, and goes on where an earlier run has ended. What
 * another replay has locked is passed over. What was refused after it began is none of it. Nothing is left of one that is
 * finished, which all are that were given by ids.
 * @returns false when there is no such replay
 */
export async function runReplay(sql: Sql, id: string, options: RunOptions): Promise<boolean> {
  const [replay] = await sql<Begun[]>`
    select id, filter, to_json(created_at) #>> '{}' as created_at, finished_at is not null as finished
    from replays where id = ${id}`
  if (replay === undefined) return false
  if (replay.finished) return true
  const { filter } = replay
  const batches: Batch[] = [
    ...(asksForEvents(filter) ? [eventBatch] : []),
    ...(asksForNotices(filter) ? [noticeBatch] : []),
  ]
  for (const batch of batches) {
    for (let after: string | undefined = FIRST; after !== undefined; ) {
      if (options.isStopped?.() === true) return true
      const from: string = after
      after = await transaction(sql, (tx) => batch(tx, replay, from, options))
    }
  }
  await sql`
    update replays set finished_at = now(),
      total = (select count(distinct dead)::int from replay_items where replay = replays.id)
    where id = ${id} and finished_at is null`
  return true
}

/** Sends the next rows after a uid. @returns the last one's uid, undefined when there was none */
async function eventBatch(
  tx: Transaction,
  { id, filter, created_at }: Begun,
  after: string,
  { read }: RunOptions,
): Promise<string | undefined> {
  const rows = await tx<RejectedRow[]>`
    with batch as materialized (
      select uid, octet_length(payload)::bigint as size from rejected_events
      where uid > ${after} and replay is distinct from ${id} and last_at <= ${created_at}::text::timestamptz
        and ${replayableEvent(tx, filter)}
      order by uid limit ${MOST_ROWS} for update skip locked
    ), sized as (select uid, sum(size) over (order by uid) - size as before from batch)
    select ${rejectedColumns(tx)} from rejected_events join sized using (uid) where before < ${MOST_BYTES} order by uid`
  if (rows.length > 0) await replayRejected(tx, id, rows, read)
  return rows.at(-1)?.uid
}

async function noticeBatch(
  tx: Transaction,
  { id, filter, created_at }: Begun,
  after: string,
  { clock }: RunOptions,
): Promise<string | undefined> {
  const rows = await tx<{ id: string }[]>`
    select id from notices
    where id > ${after} and created_at <= ${created_at}::text::timestamptz and ${replayableNotice(tx, filter)}
      and not exists (select from replay_items where replay = ${id} and dead = notices.id)
    order by id limit ${MOST_ROWS} for update skip locked`
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await replayNotices(tx, id, ids, clock())
  return ids.at(-1)
}
