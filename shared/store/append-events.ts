import { isIP } from 'node:net'
import type { AuditEvent } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import type { Transaction } from './connect.ts'
import { jsonText } from './json-text.ts'
import { searchWords } from './search-words.ts'

/** Keeps filter columns short enough for an index entry; the full text is in the event. */
const MAX_COLUMN_CHARACTERS = 512

export type StoredEvent = { uid: string; event: CloudEvent<AuditEvent> }

/**
 * Appends events to the audit log in one statement.
 * @returns the uids that were new; the others had been stored before and are left as they are
 */
export async function appendEvents(tx: Transaction, events: readonly StoredEvent[]): Promise<Set<string>> {
  const rows = jsonText(events.map(toRow))
  const fresh = await tx<{ uid: string }[]>`
    with input as (
      select * from json_to_recordset(${rows}::text::json) as row (
        uid uuid, "time" timestamptz, source text, id text, actor text, src_ip inet, action text, outcome text,
        product text, service text, category text, severity smallint, event jsonb, raw jsonb, extensions jsonb,
        search text
      )
    ), fresh as (
      insert into event_ids (uid, time) select uid, time from input order by uid
      on conflict (uid) do nothing
      returning uid
    )
    insert into audit_events (
      uid, time, source, id, actor, src_ip, action, outcome, product, service, category, severity, event, raw,
      extensions, search
    )
    select uid, time, source, id, actor, src_ip, action, outcome, product, service, category, severity, event, raw,
      extensions, search::tsvector
    from input join fresh using (uid)
    returning uid`
  return new Set(fresh.map(({ uid }) => uid))
}

function toRow({ uid, event: { source, id, data, extensions } }: StoredEvent): Record<string, unknown> {
  const { raw, ...event } = data
  const ip = data.src_endpoint.ip
  return {
    uid,
    time: new Date(data.time).toISOString().replace(/^\+/, ''),
    source,
    id,
    actor: column(data.actor.user.name ?? data.actor.user.email_addr ?? data.actor.user.uid),
    src_ip: ip !== undefined && isIP(ip) > 0 && !ip.includes('%') ? ip : undefined,
    action: column(data.activity_name),
    outcome: data.status,
    product: column(data.logsource.product),
    service: column(data.logsource.service),
    category: column(data.logsource.category),
    severity: data.severity_id,
    event,
    raw,
    extensions,
    search: searchWords(data),
  }
}

function column(text: string | undefined): string | undefined {
  return text?.slice(0, MAX_COLUMN_CHARACTERS)
}
