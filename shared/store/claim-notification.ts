import type { TransactionSql } from 'postgres'
import type { Sql } from './connect.ts'
import { withFaults } from './faults.ts'
import { type Attempt, recordAttempt } from './record-attempt.ts'
import { transaction } from './transaction.ts'

/** A notification that is yet to be sent; `nextTryAt` in milliseconds since 1970 UTC. */
export type PendingNotification = { attempts: number; nextTryAt: number | null; lastError: string | null }

/** Another process is at the same notification just now. */
export const BUSY = Symbol('busy')
/** The notification was sent or has failed for good. */
export const OVER = Symbol('over')

/** What the notification function needs of the store. Throws `Unavailable` while the database is away. */
export type NotificationStore = {
  /**
   * Runs `work` while nobody else can hold the claim of this alert and channel. The row is made when there is none.
   * What `record` writes holds once `work` has returned.
   */
  claim<T>(alertId: string, channel: string, work: Work<T>): Promise<T | typeof BUSY | typeof OVER>
}
export type Work<T> = (found: PendingNotification, record: (attempt: Attempt) => Promise<void>) => Promise<T>

/** Longer than any attempt takes; frees the claim of a process that hangs. */
const CLAIM_LIMIT = '60s'

export function notificationStore(sql: Sql): NotificationStore {
  return { claim: (alertId, channel, work) => withFaults(() => claim(sql, alertId, channel, work)) }
}

async function claim<T>(
  sql: Sql,
  alertId: string,
  channel: string,
  work: Work<T>,
): Promise<T | typeof BUSY | typeof OVER> {
  if ((await ensure(sql, alertId, channel)) !== 'pending') return OVER
  let result: T | typeof BUSY | typeof OVER = BUSY
  await transaction(sql, async (tx) => {
    if (!(await lock(tx, alertId, channel))) return
    const found = await findPending(tx, alertId, channel)
    result = found === undefined ? OVER : await work(found, (attempt) => recordAttempt(tx, alertId, channel, attempt))
  })
  return result
}

/** Makes the row when there is none. No answer means that another process has made it this moment: pending. */
async function ensure(sql: Sql, alertId: string, channel: string): Promise<string> {
  const [row] = await sql<{ status: string }[]>`
    with made as (
      insert into notifications (alert_id, channel, status) values (${alertId}, ${channel}, 'pending')
      on conflict do nothing
      returning status
    )
    select status from made
    union all
    select status from notifications where alert_id = ${alertId} and channel = ${channel}
  `
  return row?.status ?? 'pending'
}

/**
 * An advisory lock and no row lock: a row lock gives the transaction an id, and one that is open for as long as a slow
 * receiver takes would hold back everyone who waits for final transactions (the feed). Ends with the transaction.
 */
async function lock(tx: TransactionSql, alertId: string, channel: string): Promise<boolean> {
  const name = `notification ${alertId.toLowerCase()} ${channel}`
  const [row] = await tx<{ held: boolean }[]>`
    select set_config('idle_in_transaction_session_timeout', ${CLAIM_LIMIT}, true),
           pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as held
  `
  return row?.held === true
}

/** A statement of its own, after the lock: it has to see what the last holder committed. */
async function findPending(
  tx: TransactionSql,
  alertId: string,
  channel: string,
): Promise<PendingNotification | undefined> {
  const [row] = await tx<PendingNotification[]>`
    select attempts, (extract(epoch from next_try_at) * 1000)::float8 as "nextTryAt", last_error as "lastError"
    from notifications where alert_id = ${alertId} and channel = ${channel} and status = 'pending'
  `
  return row
}
