import type { Reader } from '../read-only.ts'
import { type DeadKind, noticeReplays } from './dead-filter.ts'

/** A replay that a dead letter was part of. */
export type ReplayOf = { replay: string; by: string; at: string; refused: boolean }

export type DeadEvent = {
  kind: 'event'
  id: string
  stage: string
  origin: string
  reason: string
  type: string | null
  source: string | null
  event_id: string | null
  extensions: Record<string, string> | null
  headers: Record<string, string> | null
  payload: string
  /** The payload as it first came, once it was mended. */
  original: string | null
  times: number
  replays: number
  first_at: string
  last_at: string
  replayed_at: string | null
  replayed_with: ReplayOf[]
}

export type DeadNotice = {
  kind: 'notice'
  id: string
  receiver: string
  channel: string
  type: string
  status: string
  reason: string
  notice: unknown
  times: number
  replays: number
  first_at: string
  attempts: { at: string; status: string; detail: string | null }[]
  alerts: string[]
  replayed_with: ReplayOf[]
}

const MOST_LISTED = 100

/** One dead letter with all that is known of it; a notice as long as it is kept, failed or not. */
export async function readDead(sql: Reader, kind: DeadKind, id: string): Promise<DeadEvent | DeadNotice | undefined> {
  return kind === 'event' ? await readEvent(sql, id) : await readNotice(sql, id)
}

async function readEvent(sql: Reader, id: string): Promise<DeadEvent | undefined> {
  const [row] = await sql<Omit<DeadEvent, 'replayed_with'>[]>`
    select 'event' as kind, uid as id, stage, origin, reason, event_type as type, event_source as source, event_id, extensions,
      headers, payload, original, times, replays, to_json(first_at) #>> '{}' as first_at,
      to_json(last_at) #>> '{}' as last_at, to_json(replayed_at) #>> '{}' as replayed_at
    from rejected_events where uid = ${id}`
  return row && { ...row, replayed_with: await replaysOf(sql, id) }
}

async function readNotice(sql: Reader, id: string): Promise<DeadNotice | undefined> {
  const [row] = await sql<Omit<DeadNotice, 'replayed_with' | 'attempts' | 'alerts'>[]>`
    select 'notice' as kind, id, receiver, channel, kind as type, status, coalesce(last_error, '') as reason, notice,
      attempts as times, ${noticeReplays(sql)} as replays, to_json(created_at) #>> '{}' as first_at
    from notices where id = ${id}`
  if (row === undefined) return undefined
  const attempts = await sql<DeadNotice['attempts']>`
    select to_json(at) #>> '{}' as at, status, detail from notice_attempts
    where notice_id = ${id} order by notice_attempts.id desc limit ${MOST_LISTED}`
  const alerts = await sql<{ alert_id: string }[]>`
    select alert_id from notice_alerts where notice_id = ${id} order by alert_id limit ${MOST_LISTED}`
  return { ...row, attempts, alerts: alerts.map(({ alert_id }) => alert_id), replayed_with: await replaysOf(sql, id) }
}

async function replaysOf(sql: Reader, id: string): Promise<ReplayOf[]> {
  return await sql<ReplayOf[]>`
    select replay, created_by as by, to_json(created_at) #>> '{}' as at, bool_or(refused) as refused
    from replay_items join replays on replays.id = replay
    where dead = ${id}
    group by replay, created_by, created_at order by replays.created_at desc limit ${MOST_LISTED}`
}
