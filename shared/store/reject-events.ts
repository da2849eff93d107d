import { uidOf } from '../events/envelope.ts'
import type { Sql } from './connect.ts'
import { writeFeed } from './feed.ts'
import { jsonText } from './json-text.ts'
import { transaction } from './transaction.ts'

export type RejectedEvent = {
  source: string
  id: string
  stage: string
  origin: string
  reason: string
  payload: string
  eventType?: string
}

/** Keeps what can't be processed, once each: the same refused again is counted, not added. */
export async function rejectEvents(sql: Sql, rejected: readonly RejectedEvent[]): Promise<void> {
  const rows = new Map(rejected.map((item) => [uidOf(item.source, item.id), item]))
  const json = jsonText(
    [...rows].map(([uid, { stage, origin, reason, payload, eventType }]) => ({
      uid,
      stage,
      origin,
      reason,
      payload,
      event_type: eventType,
    })),
  )
  await transaction(sql, async (tx) => {
    const [counted] = await tx<{ fresh: number }[]>`
      with kept as (
        insert into rejected_events (uid, stage, origin, reason, event_type, payload)
        select uid, stage, origin, reason, event_type, payload from jsonb_to_recordset(${json}::text::jsonb)
          as row (uid uuid, stage text, origin text, reason text, event_type text, payload text)
        order by uid
        on conflict (uid) do update set times = rejected_events.times + 1, last_at = now()
        returning xmax = 0 as fresh
      )
      select count(*) filter (where fresh)::int as fresh from kept`
    await writeFeed(tx, { events: 0, alerts: [], rejected: counted?.fresh ?? 0 })
  })
}
