import { readConfig } from '../../../shared/config/read-config.ts'
import { databaseUrl } from '../../../shared/config/settings.ts'
import { besideRuleAndKey, labelsOf } from '../../../shared/notify/labels.ts'
import type { NoticeAlert } from '../../../shared/notify/notice.ts'
import { readAlert } from '../../../shared/store/alerts/read-alert.ts'
import { connect, type Sql } from '../../../shared/store/connect.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { CommandError, type Shell, UsageError } from '../command.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Does something with the database of DATABASE_URL. */
export async function withDatabase<T>(shell: Shell, work: (sql: Sql) => Promise<T>): Promise<T> {
  const { DATABASE_URL } = readConfig({ DATABASE_URL: databaseUrl }, shell.env)
  const sql = connect(DATABASE_URL, { max: 1, name: 'auditflow-notify' })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** A stored alert as notices tell it. Throws `UsageError` for what is no id, `CommandError` when there is none of it. */
export async function readNoticeAlert(sql: Sql, id: string): Promise<NoticeAlert> {
  if (!UUID.test(id)) throw new UsageError(`--alert: ${JSON.stringify(id)} is no id of an alert`)
  const alert = await readOnly(sql, (reader) => readAlert(reader, id.toLowerCase(), 0))
  if (alert === undefined) throw new CommandError(`there is no alert ${id}`)
  const rule = { id: alert.rule_id, title: alert.rule_title, level: alert.level, tags: alert.tags }
  return {
    id: alert.id,
    episode: alert.episode,
    rule,
    key: alert.key,
    summary: alert.summary,
    labels: labelsOf({ rule, key: alert.key, labels: besideRuleAndKey(alert.labels) }),
    status: alert.status,
    assignee: alert.assignee,
    openedAt: Date.parse(alert.opened_at),
    firstEventAt: Date.parse(alert.first_event_at),
    lastEventAt: Date.parse(alert.last_event_at),
    eventCount: alert.event_count,
  }
}
