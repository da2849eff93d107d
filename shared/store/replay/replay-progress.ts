import { ALERT_TRIGGERED, AUDIT_EVENT } from '../../events/catalogue.ts'
import type { Reader } from '../read-only.ts'

/** How far a replay is. Counts are dead letters; one that several events were made of has arrived with the last. */
export type ReplayProgress = {
  id: string
  created_by: string
  created_at: string
  filter: unknown
  /** How many there are to send; once it is finished, how many were. */
  total: number
  /** How many were taken in hand so far. */
  taken: number
  /** In the outbox, to be published. */
  waiting: number
  /** Published and not yet heard of. */
  under_way: number
  arrived: number
  /** Refused, or failed, again. */
  refused: number
  /** When the last was taken in hand; null while it goes on, or since it was interrupted. */
  finished_at: string | null
}

/**
 * What has become of a replay. An audit event has arrived once it is stored, an alert once its group knows of it, a notice
 * once it is sent.
 */
export async function replayProgress(sql: Reader, id: string): Promise<ReplayProgress | undefined> {
  const [row] = await sql<ReplayProgress[]>`
    with event_state as (
      select dead,
        exists (select from outbox where outbox.id = item.uid) as waiting,
        not refused and case type
          when ${AUDIT_EVENT} then exists (select from event_ids where event_ids.uid = item.uid)
          when ${ALERT_TRIGGERED} then exists (
            select from notice_group_alerts told where told.alert_id = item.alert_id and told.episode >= item.episode)
          else exists (
            select from rejected_events kept where kept.uid = item.uid and kept.stage <> 'dead-letter')
        end as arrived,
        refused or exists (
          select from rejected_events again
          where again.uid = item.uid and again.last_at >= replays.created_at
            and (again.replayed_at is null or again.replay <> item.replay)) as refused
      from replay_items item join replays on replays.id = item.replay
      where item.replay = ${id} and item.kind = 'event'
    ), state as (
      select dead, bool_and(arrived) as arrived, bool_or(waiting) as waiting, bool_or(refused and not arrived) as refused
      from event_state group by dead
      union all
      select dead, coalesce(status in ('sent', 'digested'), false), false, coalesce(status = 'failed', true)
      from replay_items item left join notices on notices.id = item.uid
      where item.replay = ${id} and item.kind = 'notice'
    )
    select id, created_by, to_json(created_at) #>> '{}' as created_at, filter, total,
      count(dead)::int as taken,
      count(*) filter (where arrived)::int as arrived,
      count(*) filter (where not arrived and refused)::int as refused,
      count(*) filter (where not arrived and not refused and waiting)::int as waiting,
      count(*) filter (where not arrived and not refused and not waiting)::int as under_way,
      to_json(finished_at) #>> '{}' as finished_at
    from replays left join state on true
    where id = ${id}
    group by id`
  return row
}
