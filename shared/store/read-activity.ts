import type { Reader } from './read-only.ts'

/** How many in the last hour and day, and in the hour and day before those. */
export type Trend = { hour: number; hourBefore: number; day: number; dayBefore: number }

export type Activity = {
  /** By the time the events happened. */
  events: Trend
  /** By when they were opened. */
  alerts: Trend
  /** By when something was last refused. */
  rejected: Trend
  /** Notices of the last 24 hours by status. */
  notifications: { pending: number; sent: number; failed: number }
}

/** @param now ISO 8601 */
export async function readActivity(sql: Reader, now: string): Promise<Activity> {
  const [events, canaries, alerts, rejected, notifications] = await Promise.all([
    trend(sql, now, sql`audit_events`, sql`time`),
    // Taken off afterwards: to tell them from the others, each event of two days would have to be read.
    trend(sql, now, sql`(select time from canaries join event_ids using (uid)) canary`, sql`time`),
    trend(sql, now, sql`alerts`, sql`opened_at`),
    trend(sql, now, sql`rejected_events`, sql`last_at`),
    notificationsOfTheDay(sql, now),
  ])
  return { events: without(events, canaries), alerts, rejected, notifications }
}

function without(all: Trend, some: Trend): Trend {
  const less = (name: keyof Trend) => Math.max(0, all[name] - some[name])
  return { hour: less('hour'), hourBefore: less('hourBefore'), day: less('day'), dayBefore: less('dayBefore') }
}

type Fragment = ReturnType<Reader>

async function trend(sql: Reader, now: string, table: Fragment, time: Fragment): Promise<Trend> {
  const [row] = await sql<Trend[]>`
    select count(*) filter (where age <= interval '1 hour')::integer as hour,
           count(*) filter (where age > interval '1 hour' and age <= interval '2 hours')::integer as "hourBefore",
           count(*) filter (where age <= interval '24 hours')::integer as day,
           count(*) filter (where age > interval '24 hours')::integer as "dayBefore"
    from (
      select ${now}::text::timestamptz - ${time} as age
      from ${table}
      where ${time} > ${now}::text::timestamptz - interval '48 hours' and ${time} <= ${now}::text::timestamptz
    ) recent
  `
  return row ?? { hour: 0, hourBefore: 0, day: 0, dayBefore: 0 }
}

async function notificationsOfTheDay(sql: Reader, now: string): Promise<Activity['notifications']> {
  const [row] = await sql<Activity['notifications'][]>`
    select count(*) filter (where status = 'pending')::integer as pending,
           count(*) filter (where status = 'sent')::integer as sent,
           count(*) filter (where status = 'failed')::integer as failed
    from notices
    where created_at > ${now}::text::timestamptz - interval '24 hours'
  `
  return row ?? { pending: 0, sent: 0, failed: 0 }
}
