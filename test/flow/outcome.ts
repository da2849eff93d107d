import type { Sql } from '../../shared/store/connect.ts'
import type { Runner } from '../helpers/runner.ts'
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
    select channel, status, count(*)::int as count from notices group by channel, status order by channel, status`
  return { events: { ...events }, alerts: [...alerts], notifications: [...notifications] }
}

const TICK_MS = 2_000

/**
 * Waits until so many events are stored and nothing is on its way any more: no rule waits, outbox empty, every alert
 * told. Ticks meanwhile as a clock does, since rules that wait go by the wall clock once nothing comes any more.
 */
export async function settled(
  sql: Sql,
  { events, channels, timeoutMs, runner }: { events: number; channels: number; timeoutMs: number; runner: Runner },
): Promise<void> {
  let tickedMs = 0
  await until(
    `${events} events stored, judged and told of`,
    async () => {
      if (Date.now() - tickedMs > TICK_MS) {
        tickedMs = Date.now()
        await fetch(`${runner.url}/function/audit-log-analysis`, { method: 'POST' }).catch(() => undefined)
      }
      const [now] = await sql<{ stored: number; outbox: number; alerts: number; sent: number; waiting: number }[]>`
        select (select count(*)::int from event_ids) as stored, (select count(*)::int from outbox) as outbox,
          (select count(*)::int from alerts) as alerts,
          (select count(*)::int from rule_hits where due is not null) as waiting,
          (select count(*)::int from notices where status = 'sent') as sent`
      return now?.stored === events && now.outbox === 0 && now.waiting === 0 && now.sent === now.alerts * channels
    },
    timeoutMs,
  )
}
