import { LEVELS } from '../../events/catalogue.ts'
import type { Notice, NoticeAlert } from '../notice.ts'
import { headline, isUnresolved } from './headline.ts'
import { visible } from './visible.ts'

export type ConsoleLine = { level: 'info' | 'warn'; message: string; fields: Record<string, unknown> }

const LONGEST = 500

/** One log line for each alert, `warn` while it is unresolved and of medium or worse; one for a notice about none. */
export function consoleLines(notice: Notice): ConsoleLine[] {
  const told = {
    kind: notice.kind,
    step: notice.step,
    receiver: visible(notice.receiver, LONGEST),
    notification_id: notice.id,
  }
  if (notice.alerts.length === 0)
    return [{ level: 'info', message: 'notice', fields: { text: visible(headline(notice), LONGEST), ...told } }]
  const lines = notice.alerts.map((alert) => lineOf(alert, told))
  if (notice.omitted > 0)
    lines.push({ level: 'warn', message: 'more alerts', fields: { omitted: notice.omitted, ...told } })
  return lines
}

function lineOf(alert: NoticeAlert, told: Record<string, unknown>): ConsoleLine {
  const isUrgent = isUnresolved(alert) && LEVELS.indexOf(alert.rule.level) >= LEVELS.indexOf('medium')
  return {
    level: isUrgent ? 'warn' : 'info',
    message: 'alert',
    fields: {
      title: visible(alert.rule.title, LONGEST),
      // `alert_level`, since `level` is the log line's own.
      alert_level: alert.rule.level,
      status: alert.status,
      key: visible(alert.key, LONGEST),
      summary: visible(alert.summary, LONGEST),
      alert_id: alert.id,
      episode: alert.episode,
      ...(alert.assignee !== null && { assignee: visible(alert.assignee, LONGEST) }),
      ...told,
    },
  }
}
