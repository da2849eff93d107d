import type { AlertTriggered } from '../../events/catalogue.ts'
import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

/** An alert's place in a group. */
export type Join = {
  /** UUID of the group. */
  groupId: string
  /** The key of its route. */
  route: string
  /** What the group is grouped by. */
  labels: Readonly<Record<string, string>>
  groupWaitMs: number
  groupIntervalMs: number
  alert: AlertTriggered
}

/**
 * Puts alerts into their groups, which are made when there are none, and says when those are to be looked at: a new group
 * once it has waited, an old one no sooner than its interval allows, neither later than it was to be. An episode that is
 * known, or older than the one known, changes nothing. All groups are locked in the order of their ids.
 * @param joins an alert at most once a group
 * @param judgedBy fingerprint of the routing
 * @param nowMs milliseconds since 1970 UTC
 */
export async function joinGroups(
  tx: Transaction,
  joins: readonly Join[],
  judgedBy: string,
  nowMs: number,
): Promise<void> {
  const now = new Date(nowMs).toISOString()
  const groups = [...new Map(joins.map((join) => [join.groupId, join])).values()]
  const groupRows = groups.map(({ groupId, route, labels, groupIntervalMs }) => ({
    id: groupId,
    route,
    labels,
    interval_ms: groupIntervalMs,
  }))
  await tx`
    insert into notice_groups (id, route, labels, interval_ms, judged_by, created_at)
    select id, route, labels, interval_ms, ${judgedBy}, ${now}::text::timestamptz
    from jsonb_to_recordset(${jsonText(groupRows)}::text::jsonb) as row (id uuid, route text, labels jsonb, interval_ms bigint)
    order by id
    on conflict (id) do update set interval_ms = excluded.interval_ms`
  const memberRows = joins.map(({ groupId, groupWaitMs, alert }) => ({
    group_id: groupId,
    wait_ms: groupWaitMs,
    alert_id: alert.alert_id,
    episode: alert.episode ?? 1,
    alert,
  }))
  await tx`
    with input as (
      select * from jsonb_to_recordset(${jsonText(memberRows)}::text::jsonb)
        as row (group_id uuid, wait_ms bigint, alert_id uuid, episode int, alert jsonb)
    ), joined as (
      insert into notice_group_alerts as known (group_id, alert_id, episode, alert)
      select group_id, alert_id, episode, alert from input order by group_id, alert_id
      on conflict (group_id, alert_id) do update set episode = excluded.episode, alert = excluded.alert
        where known.episode < excluded.episode
      returning group_id
    )
    update notice_groups as groups
    set due_at = least(due_at, case
      when flushed_at is null then ${now}::text::timestamptz + wait_ms * interval '1 millisecond'
      else greatest(${now}::text::timestamptz, flushed_at + interval_ms * interval '1 millisecond') end)
    from (select distinct group_id, wait_ms from input join joined using (group_id)) as changed
    where groups.id = changed.group_id`
}
