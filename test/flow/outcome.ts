import type { Sql } from '../../shared/store/connect.ts'
import { until } from '../helpers/until.ts'

/** What a run has left behind, in a form that two runs can be compared by. */
export async function readOutcome(sql: Sql) {
  const [events] = await sql<{ stored: number; ids: number }[]>`
    select (select count(*)::int from audit_events) as stored, (select count(*)::int from event_ids) as ids`
  const alerts = await sql<{ rule: string; key: string; count: number; events: string }[]>`
    select rule_title as rule, key, event_count as count,
      (select md5(string_agg(uid::text, ',' order by uid)) from alert_events where alert_id = alerts.id) as events
    from alerts order by rule_title, key`
  const notifications = await sql<{ channel: string; status: string; count: number }[]>`
    select channel, status, count(*)::int as count from notifications group by channel, status order by channel, status`
  return { events: { ...events }, alerts: [...alerts], notifications: [...notifications] }
}

/** Waits until so many events are stored and nothing is on its way any more: outbox empty, every alert told. */
export async function settled(sql: Sql, events: number, channels: number, timeoutMs: number): Promise<void> {
  await until(
    `${events} events stored, judged and told of`,
    async () => {
      const [now] = await sql<{ stored: number; outbox: number; alerts: number; sent: number }[]>`
        select (select count(*)::int from event_ids) as stored, (select count(*)::int from outbox) as outbox,
          (select count(*)::int from alerts) as alerts,
          (select count(*)::int from notifications where status = 'sent') as sent`
      return now?.stored === events && now.outbox === 0 && now.sent === now.alerts * channels
    },
    timeoutMs,
  )
}
