import type { Level } from '../../events/catalogue.ts'
import type { AlertStatus } from '../../notify/alert-life.ts'
import type { Reader } from '../read-only.ts'
import { statusColumn } from './alert-columns.ts'

/** An alert as it is now, and the episode of it that a notice told of. */
export type ToldAlert = {
  id: string
  episode: number
  currentEpisode: number
  title: string
  level: Level
  key: string
  status: AlertStatus
}

/**
 * The alerts that a notice told of, those first that are still open in that episode, then the acknowledged ones: what a link
 * does to them makes room for the next.
 * @param noticeId a UUID
 */
export async function alertsOfNotice(sql: Reader, noticeId: string, limit: number): Promise<ToldAlert[]> {
  return await sql<ToldAlert[]>`
    select id, told.episode, alerts.episode as "currentEpisode", rule_title as title, level, key,
      ${statusColumn(sql)} as status
    from notice_alerts told
    join alerts on alerts.id = told.alert_id
    where notice_id = ${noticeId}
    order by case when told.episode <> alerts.episode then null else
        array_position('{open,acknowledged}'::text[], alerts.status) end nulls last,
      array_position('{critical,high,medium,low}'::text[], level), opened_at desc, id
    limit ${limit}`
}
