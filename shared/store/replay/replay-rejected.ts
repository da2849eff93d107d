import { ALERT_TRIGGERED, type AlertTriggered } from '../../events/catalogue.ts'
import { type CloudEvent, uidOf } from '../../events/envelope.ts'
import type { ReadAgain, Refused } from '../../normalise/read-again.ts'
import type { Transaction } from '../connect.ts'
import { isUuid } from '../cursor.ts'
import { jsonText } from '../json-text.ts'
import { writeOutbox } from '../outbox.ts'

/** A row of `rejected_events`, with its replays. */
export type RejectedRow = Refused & { replays: number; replayedAt: Date | null }

const MOST_REASON = 2_000
/** Of PostgreSQL's `integer`. */
const MOST_INTEGER = 2 ** 31 - 1

/** The columns of a `RejectedRow`. */
export function rejectedColumns(sql: Transaction) {
  return sql`
    uid, stage, origin, reason, payload, event_type as "eventType", event_source as "eventSource",
    event_id as "eventId", extensions, headers, (extract(epoch from first_at) * 1000)::float8 as "receivedAtMs",
    replays, replayed_at as "replayedAt"`
}

type Again = { row: RejectedRow } & ReadAgain

/**
 * Puts what rows are read as into the outbox, and marks the rows: as sent, or, where something can't be read, as refused
 * again with the reason. The rows must be locked.
 * @returns how many are refused
 */
export async function replayRejected(
  tx: Transaction,
  replay: string,
  rows: readonly RejectedRow[],
  read: (row: RejectedRow) => ReadAgain,
): Promise<number> {
  const all = rows.map((row): Again => ({ row, ...read(row) }))
  await writeOutbox(
    tx,
    all.flatMap(({ events }) => events.map((event) => marked(event, replay))),
    true,
  )
  await writeItems(tx, replay, all)
  await markSent(tx, replay, all)
  const refused = all.filter(({ reasons }) => reasons.length > 0)
  await markRefused(tx, replay, refused)
  return refused.length
}

/** What came by a replay says so for good: somebody may have mended it. */
function marked(event: CloudEvent, replay: string): CloudEvent {
  return { ...event, extensions: { ...event.extensions, replay } }
}

async function writeItems(tx: Transaction, replay: string, all: readonly Again[]): Promise<void> {
  const items = all.flatMap(({ row, events, reasons }) => [
    ...events.map((event) => ({ dead: row.uid, ...itemOf(event), refused: false })),
    ...(reasons.length > 0 ? [{ dead: row.uid, uid: row.uid, refused: true }] : []),
  ])
  await tx`
    insert into replay_items (replay, dead, kind, uid, type, alert_id, episode, refused)
    select distinct on (dead, uid) ${replay}::uuid, dead, 'event', uid, type, alert_id, episode, refused
    from jsonb_to_recordset(${jsonText(items)}::text::jsonb)
      as row (dead uuid, uid uuid, type text, alert_id uuid, episode int, refused boolean)
    order by dead, uid, refused desc
    on conflict do nothing`
}

function itemOf(event: CloudEvent) {
  const uid = uidOf(event.source, event.id)
  if (event.type !== ALERT_TRIGGERED) return { uid, type: event.type }
  const { alert_id, episode = 1 } = event.data as AlertTriggered
  // One of no alert of ours never arrives, and must not hold up the others.
  const isOurs = isUuid(alert_id) && episode <= MOST_INTEGER
  return { uid, type: event.type, ...(isOurs && { alert_id, episode }) }
}

async function markSent(tx: Transaction, replay: string, all: readonly Again[]): Promise<void> {
  const uids = all.filter(({ reasons }) => reasons.length === 0).map(({ row }) => row.uid)
  await tx`
    update rejected_events set replays = replays + 1, replayed_at = now(), replay = ${replay}
    where uid in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(uids)}::text::jsonb))`
}

async function markRefused(tx: Transaction, replay: string, refused: readonly Again[]): Promise<void> {
  const rows = refused.map(({ row, events, reasons }) => ({ uid: row.uid, reason: reasonOf(events.length, reasons) }))
  await tx`
    update rejected_events set reason = row.reason, times = times + 1, last_at = now(), replays = replays + 1,
      replayed_at = null, replay = ${replay}
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as row (uid uuid, reason text)
    where rejected_events.uid = row.uid`
}

/** Why a row can't be sent again, or not all of it. */
export function reasonOf(sent: number, reasons: readonly string[]): string {
  const [first = ''] = reasons
  const part = sent === 0 && reasons.length === 1 ? '' : `${reasons.length} of ${sent + reasons.length} records: `
  return `${part}${first}`.slice(0, MOST_REASON)
}
