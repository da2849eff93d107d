import type { AlertTriggered } from '../../events/catalogue.ts'
import { labelsOf } from '../../notify/labels.ts'
import type { NoticeAlert } from '../../notify/notice.ts'
import type { Transaction } from '../connect.ts'
import type { GroupMember } from './load-members.ts'

type Row = {
  groupId: string
  alertId: string
  alert: AlertTriggered
  assignee: string | null
  lastEventAt: number | null
  eventCount: number | null
}

/**
 * What notices tell of alerts, by `noticeAlertKey`: as their events said, brought up to date from the table of alerts.
 * Status and episode are those that were decided upon.
 */
export async function loadNoticeAlerts(
  tx: Transaction,
  members: readonly GroupMember[],
): Promise<ReadonlyMap<string, NoticeAlert>> {
  const wanted = new Map(members.map((member) => [noticeAlertKey(member), member]))
  const ids = [...wanted.values()].map(({ groupId, alertId }) => ({ group_id: groupId, alert_id: alertId }))
  const rows = await tx<Row[]>`
    select group_id as "groupId", alert_id as "alertId", alert, assignee, event_count as "eventCount",
      (extract(epoch from last_event_at) * 1000)::float8 as "lastEventAt"
    from jsonb_to_recordset(${JSON.stringify(ids)}::text::jsonb) as wanted (group_id uuid, alert_id uuid)
    join notice_group_alerts using (group_id, alert_id)
    left join alerts on alerts.id = alert_id`
  return new Map(
    rows.map((row) => {
      const key = noticeAlertKey(row)
      return [key, toNoticeAlert(row, wanted.get(key)!)]
    }),
  )
}

export function noticeAlertKey({ groupId, alertId }: Pick<GroupMember, 'groupId' | 'alertId'>): string {
  return `${groupId} ${alertId}`
}

function toNoticeAlert(row: Row, { episode, status }: GroupMember): NoticeAlert {
  const { alert } = row
  const { id, title, level, tags } = alert.rule
  return {
    id: row.alertId,
    episode,
    rule: { id, title, level, tags },
    key: alert.key,
    summary: alert.summary,
    labels: labelsOf(alert),
    status,
    assignee: row.assignee,
    openedAt: alert.opened_at,
    firstEventAt: alert.first_event_at,
    lastEventAt: row.lastEventAt === null ? alert.last_event_at : Math.floor(row.lastEventAt),
    eventCount: Math.max(row.eventCount ?? 0, alert.event_count),
  }
}
