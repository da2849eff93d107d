import type { Finding } from '../../detect/index.ts'
import type { Transaction } from '../connect.ts'
import { timeText } from './alert-columns.ts'
import { findingRows, type LifeDefaults } from './finding-rows.ts'
import { type ClaimedAlert, reopenAlerts } from './reopen-alerts.ts'

export type ChangedAlert = {
  id: string
  rule_id: string
  key: string
  event_count: number
  episode: number
  /** This commit opened or re-opened it: it is to be told of. */
  raised: boolean
  first_event_ms: number
  last_event_ms: number
  opened_ms: number
}

type Row = Omit<ChangedAlert, 'raised'> & { opened: boolean }

/**
 * Adds the events to the alert of each rule and key, an event once: to the unresolved one, else to the latest, which re-opens
 * (`reopenAlerts` says when), else to a new one.
 * @param findings one for each (rule, key); several for the same would be refused by PostgreSQL
 * @throws Unavailable when another transaction opened an alert of the same rule and key at this moment
 */
export async function extendAlerts(
  tx: Transaction,
  findings: readonly Finding[],
  life: LifeDefaults,
  nowMs: number,
): Promise<ChangedAlert[]> {
  const rows = findingRows(findings, life, nowMs)
  const claimed = await reopenAlerts(tx, rows, life.lateMs, nowMs)
  const reopened = new Set(claimed.filter((alert) => alert.reopened).map(({ id }) => id))
  const alerts = await extend(tx, rows, claimed, timeText(nowMs))
  return alerts.map(({ opened, ...alert }) => ({ ...alert, raised: opened || reopened.has(alert.id) }))
}

/** Rows are taken in one order everywhere, so that two commits can't wait for each other in a circle. */
function extend(tx: Transaction, rows: string, claimed: readonly ClaimedAlert[], now: string): Promise<Row[]> {
  const columns = tx`id, rule_id, key, first_event_at, last_event_at, opened_at, event_count, episode`
  return tx<Row[]>`
    with input as (
      select * from jsonb_to_recordset(${rows}::text::jsonb) as row (
        n int, rule_id text, rule_title text, level text, tags jsonb, key text, summary text, why jsonb,
        rule_version text, window_ms bigint, labels jsonb, first_event_at timestamptz, last_event_at timestamptz,
        quiet_ms bigint, resolve_at timestamptz, events jsonb
      )
    ), clock as (
      select ${now}::text::timestamptz as at
    ), claimed as (
      select * from jsonb_to_recordset(${JSON.stringify(claimed)}::text::jsonb) as row (n int, id uuid)
    ), opened as (
      insert into alerts (
        rule_id, rule_title, level, tags, key, summary, why, rule_version, window_ms, labels, first_event_at, last_event_at,
        opened_at, updated_at, matched_at, quiet_ms, resolve_at
      )
      select rule_id, rule_title, level, array(select jsonb_array_elements_text(tags)), key, summary, why, rule_version,
        window_ms, labels, first_event_at, last_event_at, clock.at, clock.at, clock.at, quiet_ms, resolve_at
      from input, clock where n not in (select n from claimed) order by rule_id, md5(key)
      on conflict (rule_id, md5(key)) where status <> 'resolved' do update set ${extension(tx, tx`excluded`, now)}
      returning ${columns}, xmax = 0 as opened
    ), extended as (
      update alerts set ${extension(tx, tx`added`, now)}
      from (select claimed.id as claimed_id, input.* from claimed join input using (n)) added
      where alerts.id = claimed_id
      returning alerts.id, alerts.rule_id, alerts.key, alerts.first_event_at, alerts.last_event_at, opened_at, event_count,
        episode, false as opened
    ), alert as (
      select * from opened union all select * from extended
    ), told as (
      insert into alert_history (alert_id, at, who, what)
      select id, clock.at, 'auditflow', 'opened' from opened, clock where opened.opened
    ), added as (
      insert into alert_events (alert_id, uid, time)
      select alert.id, event.uid, event.time
      from alert join input using (rule_id, key),
        jsonb_to_recordset(input.events) as event (uid uuid, "time" timestamptz)
      on conflict do nothing
      returning alert_id
    )
    select id, rule_id, key, opened, episode,
      event_count + (select count(*) from added where alert_id = alert.id)::int as event_count,
      (extract(epoch from first_event_at) * 1000)::float8 as first_event_ms,
      (extract(epoch from last_event_at) * 1000)::float8 as last_event_ms,
      (extract(epoch from opened_at) * 1000)::float8 as opened_ms
    from alert`
}

/**
 * What a match changes. The labels stay those that the alert was told under; one that an older program opened gets some.
 * @param by the row with the new values
 */
function extension(tx: Transaction, by: ReturnType<Transaction>, now: string) {
  return tx`
    first_event_at = least(alerts.first_event_at, ${by}.first_event_at),
    last_event_at = greatest(alerts.last_event_at, ${by}.last_event_at),
    labels = case when alerts.labels = '{}' then ${by}.labels else alerts.labels end,
    updated_at = ${now}::text::timestamptz, matched_at = ${now}::text::timestamptz, quiet_ms = ${by}.quiet_ms,
    resolve_at = case when alerts.status <> 'resolved' then ${by}.resolve_at end`
}

/** Writes the counts that `extendAlerts` found. */
export async function countAlertEvents(tx: Transaction, alerts: readonly ChangedAlert[]): Promise<void> {
  const rows = alerts.map(({ id, event_count }) => ({ id, event_count }))
  await tx`
    update alerts set event_count = counted.event_count
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as counted (id uuid, event_count int)
    where alerts.id = counted.id`
}
