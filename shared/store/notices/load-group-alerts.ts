import type { AlertTriggered } from '../../events/catalogue.ts'
import type { Sql } from '../connect.ts'

/** The alerts of a group that are not over, or whose end is still to be told, as their events said. */
export async function loadGroupAlerts(sql: Sql, groupId: string): Promise<AlertTriggered[]> {
  const rows = await sql<{ alert: AlertTriggered }[]>`
    select alert
    from notice_group_alerts
    left join alerts on alerts.id = alert_id
    where group_id = ${groupId}
      and (alerts.status is distinct from 'resolved' or coalesce(told_resolved, 0) < told_episode)`
  return rows.map(({ alert }) => alert)
}
