import type { TransactionSql } from 'postgres'

/** How an attempt ended and how the notification stands after it; times in milliseconds since 1970 UTC. */
export type Attempt = { at: number } & (
  | { status: 'sent' }
  | { status: 'pending'; reason: string; nextTryAt: number }
  | { status: 'failed'; reason: string }
)

/** Adds an attempt and brings its notification up to date. */
export async function recordAttempt(
  tx: TransactionSql,
  alertId: string,
  channel: string,
  attempt: Attempt,
): Promise<void> {
  const at = new Date(attempt.at).toISOString()
  const sentAt = attempt.status === 'sent' ? at : null
  const reason = attempt.status === 'sent' ? null : attempt.reason
  const nextTryAt = attempt.status === 'pending' ? new Date(attempt.nextTryAt).toISOString() : null
  await tx`
    insert into notification_attempts (alert_id, channel, at, status, detail)
    values (${alertId}, ${channel}, ${at}, ${attempt.status === 'sent' ? 'sent' : 'failed'}, ${reason})
  `
  await tx`
    update notifications
    set status = ${attempt.status}, attempts = attempts + 1, last_error = ${reason}, next_try_at = ${nextTryAt},
        sent_at = ${sentAt}
    where alert_id = ${alertId} and channel = ${channel}
  `
}
