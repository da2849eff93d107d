import { type ReadAgain, withoutCut } from '../../normalise/read-again.ts'
import { withoutTokens } from '../../normalise/redaction/tokens.ts'
import type { Sql, Transaction } from '../connect.ts'
import { storableText } from '../json-text.ts'
import { transaction } from '../transaction.ts'
import { type DeadKind, MOST_REPLAYS, noticeReplays } from './dead-filter.ts'
import { replayNotices } from './replay-notices.ts'
import { type RejectedRow, reasonOf, rejectedColumns, replayRejected } from './replay-rejected.ts'

export type ReplayOne = {
  /** The replay that it is part of; it is begun when there is none of that id. */
  replay: string
  by: string
  kind: DeadKind
  id: string
  /** To be read in place of what came. Only of an event. */
  payload?: string | undefined
  /** Sends it although it was sent often, or is under way. */
  force?: boolean | undefined
}

export type OneOutcome =
  | { kind: 'sent' }
  | { kind: 'unknown' }
  /** Sent again too often. */
  | { kind: 'poison'; replays: number }
  /** Sent again and not come back. */
  | { kind: 'under-way' }
  /** It can't be read, for this reason; where a payload was given, nothing was changed. */
  | { kind: 'refused'; reason: string }

type Options = { read: (row: RejectedRow, isMended: boolean) => ReadAgain; clock: () => number }

/** Sends one dead letter again, as it is or mended. */
export function replayOne(sql: Sql, one: ReplayOne, options: Options): Promise<OneOutcome> {
  return transaction(sql, (tx) => (one.kind === 'event' ? event(tx, one, options) : notice(tx, one, options)))
}

async function event(tx: Transaction, one: ReplayOne, { read }: Options): Promise<OneOutcome> {
  const [row] = await tx<RejectedRow[]>`
    select ${rejectedColumns(tx)} from rejected_events where uid = ${one.id} for update`
  if (row === undefined) return { kind: 'unknown' }
  if (one.force !== true && row.replays >= MOST_REPLAYS) return { kind: 'poison', replays: row.replays }
  if (one.force !== true && row.replayedAt !== null) return { kind: 'under-way' }
  const isMended = one.payload !== undefined
  const mended = one.payload === undefined ? row : { ...row, payload: storableText(one.payload) }
  const again = read(mended, isMended)
  const { events, reasons } = again
  const reason = reasonOf(events.length, reasons)
  if (isMended && reasons.length > 0) return { kind: 'refused', reason }
  await begin(tx, one)
  if (isMended) {
    await tx`
      update rejected_events set original = coalesce(original, payload), payload = ${withoutTokens(mended.payload)},
        reason = ${withoutCut(row.reason)}
      where uid = ${one.id}`
    // What was sent before and still waits would go in its place.
    await tx`
      delete from outbox where event ->> 'replay' is not null and id in (select uid from replay_items where dead = ${one.id})`
  }
  const refused = await replayRejected(tx, one.replay, [mended], () => again)
  return refused > 0 ? { kind: 'refused', reason } : { kind: 'sent' }
}

async function notice(tx: Transaction, one: ReplayOne, { clock }: Options): Promise<OneOutcome> {
  const [row] = await tx<{ status: string; empty: boolean; replays: number }[]>`
    select status, notice = '{}' as empty, ${noticeReplays(tx)} as replays from notices where id = ${one.id} for update`
  if (row === undefined) return { kind: 'unknown' }
  if (row.status !== 'failed') return { kind: 'refused', reason: `it is ${row.status}, and has not failed` }
  if (row.empty) return { kind: 'refused', reason: 'it is from before notices were kept whole' }
  if (one.force !== true && row.replays >= MOST_REPLAYS) return { kind: 'poison', replays: row.replays }
  await begin(tx, one)
  await replayNotices(tx, one.replay, [one.id], clock())
  return { kind: 'sent' }
}

/** What is sent one by one is a finished replay at each moment. */
async function begin(tx: Transaction, { replay, by, id }: ReplayOne): Promise<void> {
  await tx`
    insert into replays (id, created_by, filter, total, finished_at)
    values (${replay}, ${by}, ${JSON.stringify({ ids: [id] })}::text::jsonb, 1, now())
    on conflict (id) do update set total = replays.total + 1, finished_at = now(),
      filter = jsonb_set(replays.filter, '{ids}', (replays.filter -> 'ids') || (excluded.filter -> 'ids'))`
}
