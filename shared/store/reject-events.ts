import type { EventRejected } from '../events/catalogue.ts'
import { uidOf } from '../events/envelope.ts'
import type { Sql } from './connect.ts'
import { writeFeed } from './feed.ts'
import { jsonText } from './json-text.ts'
import { transaction } from './transaction.ts'

/** What is refused, by its own identity; `event` is that of the CloudEvent that it was, if it was one. */
export type RejectedEvent = {
  source: string
  id: string
  stage: string
  origin: string
  reason: string
  payload: string
  eventType?: string | undefined
  event?: EventRejected['event']
  headers?: EventRejected['headers']
}

/**
 * Keeps what can't be processed, once each: the same refused again is counted, not added. What had been sent again is
 * listed again, as it was refused this time.
 */
export async function rejectEvents(sql: Sql, rejected: readonly RejectedEvent[]): Promise<void> {
  const rows = new Map(rejected.map((item) => [uidOf(item.source, item.id), item]))
  const json = jsonText([...rows].map(([uid, item]) => rowOf(uid, item)))
  await transaction(sql, async (tx) => {
    const [counted] = await tx<{ fresh: number }[]>`
      with kept as (
        insert into rejected_events as old
          (uid, stage, origin, reason, event_type, payload, event_source, event_id, extensions, headers)
        select uid, stage, origin, reason, event_type, payload, event_source, event_id, extensions, headers
        from jsonb_to_recordset(${json}::text::jsonb) as row (uid uuid, stage text, origin text, reason text,
          event_type text, payload text, event_source text, event_id text, extensions jsonb, headers jsonb)
        order by uid
        on conflict (uid) do update set times = old.times + 1, last_at = now(), replayed_at = null,
          (stage, origin, reason, event_type, payload, event_source, event_id, extensions, headers) = (
            select excluded.stage, excluded.origin, excluded.reason, excluded.event_type, excluded.payload,
              excluded.event_source, excluded.event_id, excluded.extensions, excluded.headers
            where old.replayed_at is not null
            union all
            select old.stage, old.origin, old.reason, old.event_type, old.payload, coalesce(old.event_source,
              excluded.event_source), coalesce(old.event_id, excluded.event_id), coalesce(old.extensions,
              excluded.extensions), coalesce(old.headers, excluded.headers)
            where old.replayed_at is null)
        returning xmax = 0 as fresh
      )
      select count(*) filter (where fresh)::int as fresh from kept`
    await writeFeed(tx, { events: 0, alerts: [], rejected: counted?.fresh ?? 0 })
  })
}

function rowOf(uid: string, { source: _, id: __, eventType, event, ...rest }: RejectedEvent) {
  const { source: event_source, id: event_id, extensions } = event ?? {}
  return { ...rest, uid, event_type: eventType, event_source, event_id, extensions }
}
