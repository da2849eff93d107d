import { type AlertCount, countAlerts } from './alerts/count-alerts.ts'
import type { Reader } from './read-only.ts'

/** What has come together over the life of the database, whichever processes came and went. Times are Unix seconds. */
export type Totals = {
  /** PostgreSQL's estimate, since counting would read the index of every event. */
  events: number
  /** When an event was last stored, and the newest event's own time. */
  lastStoredAt: number | null
  newestEventAt: number | null
  rejected: { stage: string; count: number }[]
  alerts: AlertCount[]
  notifications: { channel: string; status: string; count: number }[]
  oldestPendingNotificationAt: number | null
  outbox: { count: number; oldestAt: number | null }
  queues: { queue: string; count: number; oldestAt: number | null }[]
}

/** Cheap whatever the log holds: of the events only estimates and the ends of indexes are read. */
export async function readTotals(sql: Reader): Promise<Totals> {
  const [events, rejected, alerts, notifications, outbox, queues] = await Promise.all([
    readEvents(sql),
    sql<Totals['rejected']>`
      select stage, count(*)::float8 as count from rejected_events group by stage order by stage`,
    countAlerts(sql),
    sql<{ channel: string; status: string; count: number; oldest: number }[]>`
      select channel, status, count(*)::float8 as count, extract(epoch from min(created_at))::float8 as oldest
      from notices group by channel, status order by channel, status`,
    sql<{ count: number; oldestAt: number | null }[]>`
      select count(*)::float8 as count, extract(epoch from min(created_at))::float8 as "oldestAt" from outbox`,
    sql<Totals['queues']>`
      select queue, count(*)::float8 as count, extract(epoch from min(enqueued_at))::float8 as "oldestAt"
      from queue_messages group by queue order by queue`,
  ])
  const pending = notifications.filter(({ status }) => status === 'pending').map(({ oldest }) => oldest)
  return {
    ...events,
    rejected: [...rejected],
    alerts: [...alerts],
    notifications: notifications.map(({ channel, status, count }) => ({ channel, status, count })),
    oldestPendingNotificationAt: pending.length === 0 ? null : Math.min(...pending),
    outbox: outbox[0] ?? { count: 0, oldestAt: null },
    queues: [...queues],
  }
}

/**
 * The live rows that the statistics know of, which a crash resets, or the last ANALYZE found, whichever is more. An event
 * is counted by its row in `event_ids`, over all partitions.
 */
async function readEvents(sql: Reader): Promise<Pick<Totals, 'events' | 'lastStoredAt' | 'newestEventAt'>> {
  const [row] = await sql<{ events: number; stored: number | null; newest: number | null }[]>`
    select
      greatest(pg_stat_get_live_tuples(oid)::float8, reltuples::float8, 0) as events,
      extract(epoch from (select at from feed where events > 0 order by at desc limit 1))::float8 as stored,
      extract(epoch from (select at from event_clock))::float8 as newest
    from pg_class where oid = 'event_ids'::regclass`
  return { events: row?.events ?? 0, lastStoredAt: row?.stored ?? null, newestEventAt: row?.newest ?? null }
}
