import type { Finding } from '../../detect/index.ts'
import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

export type ChangedAlert = {
  id: string
  rule_id: string
  key: string
  event_count: number
  /** This commit opened it. */
  opened: boolean
  first_event_ms: number
  last_event_ms: number
  opened_ms: number
}

/**
 * Opens an alert for each rule and key that has no unresolved one, and adds the events to it; an event counts once.
 * @param findings one for each (rule, key); several for the same would be refused by PostgreSQL
 */
export async function extendAlerts(tx: Transaction, findings: readonly Finding[]): Promise<ChangedAlert[]> {
  const rows = findings.map((finding) => {
    const times = finding.events.map(({ timeMs }) => timeMs)
    return {
      rule_id: finding.rule.id,
      rule_title: finding.rule.title,
      level: finding.rule.level,
      tags: finding.rule.tags,
      key: finding.key,
      summary: finding.summary,
      why: finding.why,
      rule_version: finding.rule.version,
      window_ms: finding.windowMs,
      first_event_at: new Date(Math.min(...times)).toISOString(),
      last_event_at: new Date(Math.max(...times)).toISOString(),
      events: finding.events.map(({ uid, timeMs }) => ({ uid, time: new Date(timeMs).toISOString() })),
    }
  })
  // Rows are taken in one order everywhere, so that two commits can't wait for each other in a circle.
  return await tx<ChangedAlert[]>`
    with input as (
      select * from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as row (
        rule_id text, rule_title text, level text, tags jsonb, key text, summary text, why jsonb,
        rule_version text, window_ms bigint, first_event_at timestamptz, last_event_at timestamptz, events jsonb
      )
    ), alert as (
      insert into alerts (
        rule_id, rule_title, level, tags, key, summary, why, rule_version, window_ms, first_event_at, last_event_at
      )
      select rule_id, rule_title, level, array(select jsonb_array_elements_text(tags)), key, summary, why,
        rule_version, window_ms, first_event_at, last_event_at
      from input order by rule_id, md5(key)
      on conflict (rule_id, md5(key)) where status <> 'resolved' do update set
        first_event_at = least(alerts.first_event_at, excluded.first_event_at),
        last_event_at = greatest(alerts.last_event_at, excluded.last_event_at),
        updated_at = now()
      returning id, rule_id, key, xmax = 0 as opened, first_event_at, last_event_at, opened_at, event_count
    ), added as (
      insert into alert_events (alert_id, uid, time)
      select alert.id, event.uid, event.time
      from alert join input using (rule_id, key),
        jsonb_to_recordset(input.events) as event (uid uuid, "time" timestamptz)
      on conflict do nothing
      returning alert_id
    )
    select id, rule_id, key, opened,
      event_count + (select count(*) from added where alert_id = alert.id)::int as event_count,
      (extract(epoch from first_event_at) * 1000)::float8 as first_event_ms,
      (extract(epoch from last_event_at) * 1000)::float8 as last_event_ms,
      (extract(epoch from opened_at) * 1000)::float8 as opened_ms
    from alert`
}

/** Writes the counts that `extendAlerts` found. */
export async function countAlertEvents(tx: Transaction, alerts: readonly ChangedAlert[]): Promise<void> {
  const rows = alerts.map(({ id, event_count }) => ({ id, event_count }))
  await tx`
    update alerts set event_count = counted.event_count
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as counted (id uuid, event_count int)
    where alerts.id = counted.id`
}
