import type { AlertTriggered, Level } from '../../events/catalogue.ts'
import type { CloudEvent } from '../../events/envelope.ts'
import { alertTriggered } from '../../notify/alert-triggered.ts'
import { besideRuleAndKey } from '../../notify/labels.ts'
import type { Transaction } from '../connect.ts'

type Row = {
  id: string
  rule_id: string
  rule_title: string
  level: Level
  tags: string[]
  rule_version: string | null
  key: string
  summary: string
  first_event_ms: number
  last_event_ms: number
  event_count: number
  opened_ms: number
  episode: number
  labels: Record<string, string[]>
}

/** The events that tell that these alerts fire, as the transaction sees them. */
export async function readTriggered(
  tx: Transaction,
  ids: readonly string[],
  nowMs: number,
): Promise<CloudEvent<AlertTriggered>[]> {
  const rows = await tx<Row[]>`
    select id, rule_id, rule_title, level, to_jsonb(tags) as tags, rule_version, key, summary, event_count, episode, labels,
      floor(extract(epoch from first_event_at) * 1000)::float8 as first_event_ms,
      floor(extract(epoch from last_event_at) * 1000)::float8 as last_event_ms,
      floor(extract(epoch from opened_at) * 1000)::float8 as opened_ms
    from alerts where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
    order by id`
  return rows.map((row) => alertTriggered(dataOf(row), nowMs))
}

function dataOf(row: Row): AlertTriggered {
  const { rule_id, rule_title, level, tags, rule_version } = row
  return {
    alert_id: row.id,
    rule: { id: rule_id, title: rule_title, level, tags, ...(rule_version !== null && { version: rule_version }) },
    key: row.key,
    summary: row.summary,
    first_event_at: row.first_event_ms,
    last_event_at: row.last_event_ms,
    event_count: row.event_count,
    opened_at: row.opened_ms,
    episode: row.episode,
    labels: besideRuleAndKey(row.labels),
  }
}
