import { randomUUID } from 'node:crypto'
import type { Level } from '../events/catalogue.ts'
import { uidOf } from '../events/envelope.ts'
import type { Sql } from './connect.ts'
import { writeFeed } from './feed.ts'
import { transaction } from './transaction.ts'

/** Rows for tests, written straight into the tables. */

export async function addMonths(sql: Sql): Promise<void> {
  await sql`create table audit_events_2026_10 partition of audit_events for values from ('2026-10-01Z') to ('2026-11-01Z')`
  await sql`create table audit_events_2026_11 partition of audit_events for values from ('2026-11-01Z') to ('2026-12-01Z')`
}

export type EventRow = Partial<{
  id: string
  time: string
  actor: string
  srcIp: string
  action: string
  outcome: string
  product: string
  severity: number
  raw: unknown
  search: string
}>

/** Stores an event and answers its uid. */
export async function addEvent(sql: Sql, row: EventRow = {}): Promise<string> {
  const { id = randomUUID(), time = '2026-11-25T07:00:00Z', actor = 'alice', action = 'user.login' } = row
  const { outcome = 'Success', product = 'auditflow', severity = 1, srcIp = '192.0.2.1', raw = {} } = row
  const uid = uidOf('/test', id)
  const search = row.search ?? `${actor} ${action}`
  await sql`insert into event_ids (uid, time) values (${uid}, ${time})`
  await sql`
    insert into audit_events
      (uid, time, source, id, actor, src_ip, action, outcome, product, severity, event, raw, extensions, search)
    values
      (${uid}, ${time}, '/test', ${id}, ${actor}, ${srcIp}, ${action}, ${outcome}, ${product}, ${severity},
       ${JSON.stringify({ activity_name: action })}::text::jsonb, ${JSON.stringify(raw)}::text::jsonb,
       '{"story": "one"}', to_tsvector('simple', ${search}))
  `
  return uid
}

export type AlertRow = Partial<{
  title: string
  level: Level
  key: string
  status: string
  rule: string
  openedAt: string
  causes: string[]
}>

/** Stores an alert, caused by the events of the given uids, and answers its id. */
export async function addAlert(sql: Sql, row: AlertRow = {}): Promise<string> {
  const id = randomUUID()
  const { title = 'Many failed logins', level = 'high', key = `actor=${id}`, status = 'open', rule = 'rule-1' } = row
  const { openedAt = '2026-11-25T07:00:00Z', causes = [] } = row
  await sql`
    insert into alerts
      (id, rule_id, rule_title, level, tags, key, status, summary, why, first_event_at, last_event_at, event_count, opened_at)
    values
      (${id}, ${rule}, ${title}, ${level}, array['attack.t1110'], ${key}, ${status}, ${`${title}: by ${key}`},
       '[{"selection": "failed", "field": "status", "value": "Failure"}]',
       ${openedAt}, ${openedAt}, ${causes.length}, ${openedAt})
  `
  for (const uid of causes)
    await sql`insert into alert_events (alert_id, uid, time) select ${id}, uid, time from event_ids where uid = ${uid}`
  return id
}

export async function addRejected(sql: Sql, reason: string, payload: string): Promise<string> {
  const uid = randomUUID()
  await sql`
    insert into rejected_events (uid, stage, origin, reason, payload)
    values (${uid}, 'audit-event-webhook', '/sources/json', ${reason}, ${payload})
  `
  return uid
}

/** Writes what the analysis writes with a commit. */
export async function addFeedRow(sql: Sql, events: number): Promise<void> {
  await transaction(sql, (tx) => writeFeed(tx, { events, alerts: [], rejected: 0 }))
}
