import postgres from 'postgres'
import { Unavailable } from '../../ports/outcome.ts'
import type { Transaction } from '../connect.ts'
import { timeText } from './alert-columns.ts'

/** The alert that a finding (by its number) belongs to. */
export type ClaimedAlert = { n: number; id: string; reopened: boolean }

const UNIQUE_VIOLATION = '23505'

/**
 * Finds, and locks, the alert that each finding belongs to: the unresolved one of its rule and key, else the one resolved
 * last. That one re-opens, unless it was resolved too long ago; then a new alert is to be opened. It stays resolved when it
 * knows each event already, or when all of them happened before it was resolved and were still on their way then: they
 * belong to what somebody has seen to.
 * @param rows `findingRows`
 * @param lateMs how long after a resolution something may still have been on its way
 * @throws Unavailable when another transaction opened an alert of the same rule and key at this moment
 */
export async function reopenAlerts(
  tx: Transaction,
  rows: string,
  lateMs: number,
  nowMs: number,
): Promise<ClaimedAlert[]> {
  try {
    return await claim(tx, rows, lateMs, timeText(nowMs))
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.code === UNIQUE_VIOLATION)
      throw new Unavailable('an alert of the same rule and key was opened at the same moment', { cause: error })
    throw error
  }
}

/**
 * What a row says is read once it is locked; the update that follows must not ask again, since it would ask the snapshot.
 * Rows are taken in one order everywhere, so that two commits can't wait for each other in a circle.
 */
function claim(tx: Transaction, rows: string, lateMs: number, now: string): Promise<ClaimedAlert[]> {
  return tx<ClaimedAlert[]>`
    with input as (
      select * from jsonb_to_recordset(${rows}::text::jsonb) as row (
        n int, rule_id text, rule_title text, level text, tags jsonb, key text, summary text, why jsonb,
        rule_version text, window_ms bigint, labels jsonb, last_event_at timestamptz, reopen_ms bigint, events jsonb
      )
    ), clock as (
      select ${now}::text::timestamptz as at
    ), latest as materialized (
      select ordered.n, alert.id, case
          when alert.status <> 'resolved' then 'extends'
          when not exists (
            select from jsonb_to_recordset(ordered.events) as event (uid uuid)
            where not exists (select from alert_events known where known.alert_id = alert.id and known.uid = event.uid)
          ) then 'extends'
          when ordered.last_event_at <= alert.resolved_at
            and clock.at <= alert.resolved_at + ${lateMs}::float8 * interval '1 millisecond' then 'extends'
          when clock.at < alert.resolved_at + ordered.reopen_ms * interval '1 millisecond' then 'reopens'
        end as verdict
      from (select * from input order by rule_id, md5(key)) ordered cross join clock
      cross join lateral (
        select id, status, resolved_at from alerts
        where rule_id = ordered.rule_id and md5(key) = md5(ordered.key)
        order by status = 'resolved', resolved_at desc nulls last, opened_at desc
        limit 1 for no key update
      ) alert
    ), reopened as (
      update alerts set
        status = 'open', episode = episode + 1, resolution = null, reason = null, acknowledged_at = null,
        resolved_at = null, rule_title = input.rule_title, level = input.level,
        tags = array(select jsonb_array_elements_text(input.tags)), summary = input.summary, why = input.why,
        rule_version = input.rule_version, window_ms = input.window_ms, labels = input.labels
      from latest join input using (n)
      where alerts.id = latest.id and latest.verdict = 'reopens'
      returning alerts.id
    ), told as (
      insert into alert_history (alert_id, at, who, what) select id, clock.at, 'auditflow', 'reopened' from reopened, clock
    )
    select n, id, verdict = 'reopens' as reopened from latest where verdict is not null`
}
