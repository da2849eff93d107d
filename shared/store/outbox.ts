import type { CloudEvent } from '../events/envelope.ts'
import { uidOf } from '../events/envelope.ts'
import { fromJson, toJson } from '../events/http.ts'
import type { Sql, Transaction } from './connect.ts'
import { jsonText } from './json-text.ts'
import { transaction } from './transaction.ts'

/** How long the commit that wrote an entry is given to publish it itself. */
const OWN_PUBLISHING = '5 seconds'

/**
 * Writes events to publish once the transaction has committed.
 * @param isLeft whether the caller leaves their publishing to whoever publishes leftovers
 */
export async function writeOutbox(tx: Transaction, events: readonly CloudEvent[], isLeft = false): Promise<void> {
  const rows = events.map((event) => ({ id: outboxId(event), type: event.type, event: toJson(event) }))
  await tx`
    insert into outbox (id, type, event, created_at)
    select id, type, event, now() - ${isLeft ? OWN_PUBLISHING : '0 seconds'}::text::interval
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as row (id uuid, type text, event jsonb)
    order by id
    on conflict (id) do nothing`
}

/** Forgets events that the broker has confirmed. */
export async function clearOutbox(sql: Sql | Transaction, events: readonly CloudEvent[]): Promise<void> {
  const ids = JSON.stringify(events.map(outboxId))
  await sql`
    delete from outbox where id in (select value::uuid from jsonb_array_elements_text(${ids}::text::jsonb))`
}

/**
 * Publishes what earlier commits have left behind, say because their process ended before it could. Entries that
 * another process is publishing at this moment are passed over.
 * @returns how many were published
 */
export async function publishLeftovers(
  sql: Sql,
  publish: (events: CloudEvent[]) => Promise<void>,
  limit = 500,
): Promise<number> {
  return await transaction(sql, async (tx) => {
    const rows = await tx<{ event: unknown; created_at: Date }[]>`
      select event, created_at from outbox where created_at < now() - ${OWN_PUBLISHING}::interval
      order by created_at limit ${limit} for update skip locked`
    if (rows.length === 0) return 0
    const events = rows.map(({ event, created_at }) => fromJson(event, created_at.toISOString()))
    await publish(events)
    await clearOutbox(tx, events)
    return events.length
  })
}

function outboxId(event: CloudEvent): string {
  return uidOf(event.source, event.id)
}
