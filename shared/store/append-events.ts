import { isIP } from 'node:net'
import type { AuditEvent } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import type { Transaction } from './connect.ts'
import { jsonText, storableText } from './json-text.ts'
import { searchWords } from './search-words.ts'
import { arrayLiteral } from './text-array.ts'

/** Keeps filter columns short enough for an index entry; the full text is in the event. */
const MAX_COLUMN_CHARACTERS = 512

export type StoredEvent = { uid: string; event: CloudEvent<AuditEvent> }

/**
 * Appends events to the audit log in one statement.
 * @returns the uids that were new; the others had been stored before and are left as they are
 */
export async function appendEvents(tx: Transaction, events: readonly StoredEvent[]): Promise<Set<string>> {
  const rows = events.map(toRow)
  const column = (name: keyof Row) => arrayLiteral(rows.map((row) => row[name]))
  const fresh = await tx<{ uid: string }[]>`
    with input as (
      select * from unnest(
        ${column('uid')}::text::uuid[], ${column('time')}::text::timestamptz[], ${column('source')}::text::text[],
        ${column('id')}::text::text[], ${column('actor')}::text::text[], ${column('srcIp')}::text::inet[],
        ${column('action')}::text::text[], ${column('outcome')}::text::text[], ${column('product')}::text::text[],
        ${column('service')}::text::text[], ${column('category')}::text::text[],
        ${column('severity')}::text::smallint[], ${column('event')}::text::text[], ${column('raw')}::text::text[],
        ${column('extensions')}::text::text[], ${column('search')}::text::text[]
      ) as row (
        uid, "time", source, id, actor, src_ip, action, outcome, product, service, category, severity, event, raw,
        extensions, search
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
    select uid, time, source, id, actor, src_ip, action, outcome, product, service, category, severity,
      event::jsonb, raw::jsonb, extensions::jsonb, search::tsvector
    from input join fresh using (uid)
    returning uid`
  return new Set(fresh.map(({ uid }) => uid))
}

type Row = Record<'uid' | 'time' | 'source' | 'id' | 'action' | 'outcome' | 'product' | 'severity', string> &
  Record<'event' | 'raw' | 'extensions' | 'search', string> &
  Record<'actor' | 'srcIp' | 'service' | 'category', string | undefined>

function toRow({ uid, event: { source, id, data, extensions } }: StoredEvent): Row {
  const { raw, ...event } = data
  const { user } = data.actor
  const ip = data.src_endpoint.ip
  return {
    uid,
    time: new Date(data.time).toISOString(),
    source: storableText(source),
    id: storableText(id),
    actor: column(user.name ?? user.email_addr ?? user.uid),
    srcIp: ip !== undefined && isIP(ip) > 0 && !ip.includes('%') ? ip : undefined,
    action: column(data.activity_name) ?? '',
    outcome: data.status,
    product: column(data.logsource.product) ?? '',
    service: column(data.logsource.service),
    category: column(data.logsource.category),
    severity: String(data.severity_id),
    event: jsonText(event),
    raw: jsonText(raw),
    extensions: jsonText(extensions),
    search: searchWords(data),
  }
}

function column(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storableText(text.slice(0, MAX_COLUMN_CHARACTERS))
}
