import { AUDIT_EVENT } from '../../events/catalogue.ts'
import { type ReadAgain, type Refused, readAgain } from '../../normalise/read-again.ts'
import { USUAL_REDACTION } from '../../normalise/redaction/policy.ts'
import type { Sql } from '../connect.ts'
import { type RejectedEvent, rejectEvents } from '../reject-events.ts'
import { auditEvent } from '../test-events.ts'

const FIVE_DAYS_MS = 432_000_000
const READING = { redaction: USUAL_REDACTION, own: { byName: new Map(), recognising: [] } }

/** As the programs read it that have no settings of their own. */
export const read = (row: Refused, isMended = false): ReadAgain => readAgain(row, READING, isMended)

/** An audit event that the analysis refused, which is none the worse for it. */
export function refusedEvent(id: string, rest: Partial<RejectedEvent> = {}): RejectedEvent {
  const { event } = auditEvent({}, id)
  return {
    source: event.source,
    id: event.id,
    stage: 'audit-log-analysis',
    origin: event.source,
    reason: "can't be stored: a fault",
    payload: JSON.stringify(event.data),
    eventType: AUDIT_EVENT,
    event: { source: event.source, id: event.id, extensions: { story: 'one' } },
    ...rest,
  }
}

/** Refuses so many events, all alike but for their ids. */
export async function refuseMany(sql: Sql, count: number, rest: Partial<RejectedEvent> = {}): Promise<void> {
  await rejectEvents(
    sql,
    Array.from({ length: count }, (_, n) => refusedEvent(`many-${n}`, rest)),
  )
}

/** A notice that its channel did not take, and how often that was tried. */
export async function failNotice(
  sql: Sql,
  {
    id,
    channel = 'team/slack/0',
    error = 'answered 500',
    notice = { title: 'Many failed logins' },
    createdAt,
  }: FailedNotice,
): Promise<void> {
  const at = createdAt ?? new Date(Date.now() - FIVE_DAYS_MS).toISOString()
  await sql`
    insert into notices (id, receiver, channel, kind, notice, status, attempts, last_error, created_at)
    values (${id}, 'team', ${channel}, 'firing', ${JSON.stringify(notice)}::text::jsonb, 'failed', 10, ${error},
      ${at}::text::timestamptz)`
  await sql`
    insert into notice_attempts (notice_id, at, status, detail) values (${id}, ${at}::text::timestamptz, 'failed', ${error})`
}

type FailedNotice = { id: string; channel?: string; error?: string; notice?: object; createdAt?: string }
