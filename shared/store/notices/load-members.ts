import type { AlertTriggered, Level } from '../../events/catalogue.ts'
import { labelsOf } from '../../notify/labels.ts'
import type { Member } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'

/** An alert of a group, as far as deciding needs it. */
export type GroupMember = Member & { groupId: string; level: Level }

type Row = Omit<GroupMember, 'labels' | 'level'> & { alert: Pick<AlertTriggered, 'rule' | 'key' | 'labels'> }

/**
 * The alerts of groups, as they stand now. The table of alerts knows of a new episode before its event has come: that one
 * counts. Only when the event has come and led to other groups is the episode over in this one.
 */
export async function loadMembers(tx: Transaction, groupIds: readonly string[]): Promise<GroupMember[]> {
  const rows = await tx<Row[]>`
    select group_id as "groupId", alert_id as "alertId", told_episode as "toldEpisode", told_resolved as "toldResolved",
      case when moved then known.episode else greatest(known.episode, alerts.episode) end as episode,
      case
        when alerts.id is null then 'open'
        when moved then 'resolved'
        when alerts.status = 'resolved' and alerts.resolution = 'false_positive' then 'false_positive'
        else alerts.status
      end as status,
      jsonb_build_object('rule', alert->'rule', 'key', alert->'key')
        || case when alert ? 'labels' then jsonb_build_object('labels', alert->'labels') else '{}' end as alert
    from notice_group_alerts known
    left join alerts on alerts.id = known.alert_id
    cross join lateral (
      select alerts.episode > known.episode and exists (
        select from notice_group_alerts other
        where other.alert_id = known.alert_id and other.episode > known.episode
      ) as moved
    ) as places
    where group_id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(groupIds)}::text::jsonb))
    order by group_id, alert_id`
  return rows.map(({ alert, ...row }) => ({ ...row, labels: labelsOf(alert), level: alert.rule.level }))
}
