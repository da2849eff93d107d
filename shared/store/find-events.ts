import type { AuditEvent } from '../events/audit-event.ts'
import { CANARY_SOURCE } from '../events/canary.ts'
import { type Cursor, type Page, toPage } from './cursor.ts'
import type { Reader } from './read-only.ts'
import { searchQuery } from './search-words.ts'

export const OUTCOMES = ['Success', 'Failure', 'Unknown'] as const
export type EventOutcome = AuditEvent['status']

/** `time` is ISO 8601 in UTC with microseconds. */
export type EventSummary = {
  uid: string
  time: string
  actor: string | null
  src_ip: string | null
  action: string
  outcome: EventOutcome
  product: string
  service: string | null
  severity: number
}

export type EventFilter = {
  /** ISO 8601: at or after, before. */
  from?: string
  to?: string
  actor?: string
  action?: string
  outcome?: EventOutcome
  product?: string
  /** An address or a network in CIDR notation. */
  network?: string
  minSeverity?: number
  /** As typed into a search box, see `searchQuery`; text without a word filters nothing. */
  words?: string
  /** With the events that AuditFlow sends to itself. */
  canary?: 'show'
  after?: Cursor
  limit: number
}

export const eventColumns = (sql: Reader) => sql`
  uid, to_json(time) #>> '{}' as time, actor, host(src_ip) as src_ip, action, outcome, product, service, severity
`

/** Events, newest first. */
export async function findEvents(sql: Reader, filter: EventFilter): Promise<Page<EventSummary>> {
  const { after, limit } = filter
  const rows = await sql<EventSummary[]>`
    select ${eventColumns(sql)}
    from audit_events
    where true
      ${narrowed(sql, filter)}
      ${after === undefined ? sql`` : sql`and (time, uid) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by audit_events.time desc, uid desc
    limit ${limit + 1}
  `
  return toPage(rows, limit, (row) => ({ time: row.time, id: row.uid }))
}

function narrowed(sql: Reader, filter: EventFilter) {
  const { from, to, actor, action, outcome, product, network, minSeverity, canary } = filter
  const query = filter.words === undefined ? undefined : searchQuery(filter.words)
  return sql`
    ${from === undefined ? sql`` : sql`and time >= ${from}::text::timestamptz`}
    ${to === undefined ? sql`` : sql`and time < ${to}::text::timestamptz`}
    ${actor === undefined ? sql`` : sql`and actor = ${actor}`}
    ${action === undefined ? sql`` : sql`and action = ${action}`}
    ${outcome === undefined ? sql`` : sql`and outcome = ${outcome}`}
    ${product === undefined ? sql`` : sql`and product = ${product}`}
    ${network === undefined ? sql`` : sql`and src_ip <<= ${network}::text::inet`}
    ${minSeverity === undefined ? sql`` : sql`and severity >= ${minSeverity}`}
    ${canary === 'show' ? sql`` : sql`and source <> ${CANARY_SOURCE}`}
    ${query === undefined ? sql`` : sql`and search @@ ${query}::text::tsquery`}
  `
}
