import { CANARY_SOURCE } from '../events/canary.ts'
import { LEVELS, type Level } from '../events/catalogue.ts'
import { type AlertSummary, summaryColumns } from './alerts/find-alerts.ts'
import type { EventOutcome } from './find-events.ts'
import type { RejectedSummary } from './find-rejected.ts'
import { findRejected } from './find-rejected.ts'
import { type Activity, readActivity } from './read-activity.ts'
import type { Reader } from './read-only.ts'
import { readTops, type Top } from './read-tops.ts'

export type Bucket = { start: string; outcome: EventOutcome; events: number }

export type Overview = {
  /** Open alerts: the gravest levels first, the newest first within a level. */
  attention: AlertSummary[]
  open: Partial<Record<Level, number>>
  activity: Activity
  buckets: Bucket[]
  tops: { actors: Top[]; actions: Top[]; addresses: Top[] }
  rejected: RejectedSummary[]
  /** False while the log is still empty: the page then says how to begin. */
  begun: boolean
}

/** Everything from `from` to `now`, counted in buckets of `bucketSeconds`; times are ISO 8601. */
export type Range = { from: string; now: string; bucketSeconds: number }

const ATTENTION = 8

/** All that the first page shows, from one snapshot. */
export async function readOverview(sql: Reader, range: Range): Promise<Overview> {
  const [attention, open, activity, buckets, tops, rejected, begun] = await Promise.all([
    openAlerts(sql),
    openByLevel(sql),
    readActivity(sql, range.now),
    eventsOverTime(sql, range),
    readTops(sql, range),
    findRejected(sql, { limit: 5 }),
    hasEvents(sql),
  ])
  return { attention, open, activity, buckets, tops, rejected: rejected.rows, begun }
}

async function openAlerts(sql: Reader): Promise<AlertSummary[]> {
  const gravest = JSON.stringify(LEVELS.toReversed())
  return sql<AlertSummary[]>`
    select ${summaryColumns(sql)}
    from jsonb_array_elements_text(${gravest}::text::jsonb) with ordinality as wanted (wanted_level, place)
    cross join lateral (
      select * from alerts where status = 'open' and level = wanted_level order by opened_at desc, id desc limit ${ATTENTION}
    ) alerts
    order by place, alerts.opened_at desc, id desc
    limit ${ATTENTION}
  `
}

async function openByLevel(sql: Reader): Promise<Partial<Record<Level, number>>> {
  const rows = await sql<{ level: Level; alerts: number }[]>`
    select level, count(*)::integer as alerts from alerts where status = 'open' group by level
  `
  return Object.fromEntries(rows.map(({ level, alerts }) => [level, alerts]))
}

async function eventsOverTime(sql: Reader, { from, now, bucketSeconds }: Range): Promise<Bucket[]> {
  return sql<Bucket[]>`
    select to_json(date_bin(make_interval(secs => ${bucketSeconds}), time, '2000-01-01Z')) #>> '{}' as start,
           outcome, count(*)::integer as events
    from audit_events
    where time >= ${from}::text::timestamptz and time <= ${now}::text::timestamptz
      and source <> ${CANARY_SOURCE}
    group by 1, 2
    order by 1, 2
  `
}

async function hasEvents(sql: Reader): Promise<boolean> {
  const [row] = await sql<{ begun: boolean }[]>`
    select exists (
      select from event_ids where not exists (select from canaries where canaries.uid = event_ids.uid)
    ) as begun`
  return row?.begun ?? false
}
