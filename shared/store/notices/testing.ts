import { randomUUID } from 'node:crypto'
import type { AlertTriggered, Level } from '../../events/catalogue.ts'
import type { Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { type Join, joinGroups } from './join-groups.ts'

/** A time to count from, in milliseconds since 1970 UTC. */
export const T0 = Date.UTC(2026, 10, 25, 8)
export const SECOND = 1_000
export const MINUTE = 60_000

export const newId = (): string => randomUUID()

export function alertOf(changes: Partial<AlertTriggered> & { level?: Level } = {}): AlertTriggered {
  const { level = 'high', alert_id = newId(), ...rest } = changes
  return {
    alert_id,
    rule: { id: 'rule-1', title: 'Root login', level, tags: ['attack.t1078'] },
    key: `session=${alert_id}`,
    summary: 'root logged in from a new address',
    first_event_at: T0 - MINUTE,
    last_event_at: T0 - SECOND,
    event_count: 2,
    opened_at: T0,
    ...rest,
  }
}

export function joinOf(groupId: string, alert: AlertTriggered, changes: Partial<Join> = {}): Join {
  return {
    groupId,
    route: '{}',
    labels: { alertname: alert.rule.title },
    groupWaitMs: 30 * SECOND,
    groupIntervalMs: 5 * MINUTE,
    alert,
    ...changes,
  }
}

export function join(sql: Sql, joins: readonly Join[], nowMs: number, judgedBy = 'routing-1'): Promise<void> {
  return transaction(sql, (tx) => joinGroups(tx, joins, judgedBy, nowMs))
}

/** The row that the analysis makes of an alert. */
export async function storeAlert(
  sql: Sql,
  { alert_id, rule, key, summary, labels = {}, episode = 1 }: AlertTriggered,
  changes: { status?: string; resolution?: string | null; assignee?: string; eventCount?: number } = {},
): Promise<void> {
  const { status = 'open', resolution = null, assignee = null, eventCount = 1 } = changes
  await sql`
    insert into alerts (id, rule_id, rule_title, level, tags, key, status, resolution, summary, why, first_event_at,
      last_event_at, event_count, episode, labels, assignee)
    values (${alert_id}, ${rule.id}, ${rule.title}, ${rule.level},
      array(select jsonb_array_elements_text(${JSON.stringify(rule.tags)}::text::jsonb)), ${key}, ${status}, ${resolution},
      ${summary}, '[]', ${new Date(T0)}, ${new Date(T0 + 90 * SECOND)}, ${eventCount}, ${episode},
      ${JSON.stringify(labels)}::text::jsonb, ${assignee})
    on conflict (id) do update set status = excluded.status, resolution = excluded.resolution, episode = excluded.episode`
}

/** Groups as they stand: seconds from T0 on. */
export async function groupsOf(sql: Sql, ...ids: string[]) {
  return await sql<{ id: string; due: number | null; flushed: number | null; alerts: number; judged_by: string }[]>`
    select id, extract(epoch from due_at - ${new Date(T0).toISOString()}::text::timestamptz)::float8 as due,
      extract(epoch from flushed_at - ${new Date(T0).toISOString()}::text::timestamptz)::float8 as flushed, judged_by,
      (select count(*)::int from notice_group_alerts where group_id = id) as alerts
    from notice_groups where id in ${sql(ids)} order by id`
}
