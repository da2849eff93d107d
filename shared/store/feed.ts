import type { Sql, Transaction } from './connect.ts'

/** The channel that readers of the feed listen on. */
export const FEED_CHANNEL = 'auditflow_feed'
const FEED_LOCK = 7_203_114_023

/**
 * Tells whoever looks at AuditFlow that this commit changed something, once it has committed. To be the last thing a
 * transaction does: from here to their commits writers take turns, so that the feed is read in the order of commits.
 * (`NOTIFY` alone makes commits take turns in the same way.)
 */
export async function writeFeed(
  tx: Transaction,
  change: { events: number; alerts: readonly string[]; rejected: number },
): Promise<void> {
  const alerts = JSON.stringify(change.alerts)
  // A statement of its own: the number must be drawn after the lock is held.
  await tx`select pg_advisory_xact_lock(${FEED_LOCK})`
  await tx`
    insert into feed (events, alerts, rejected)
    values (${change.events}, array(select value::uuid from jsonb_array_elements_text(${alerts}::text::jsonb)), ${change.rejected})`
  await tx`select pg_notify(${FEED_CHANNEL}, '')`
}

/** Longer than any page stays open without a word from its stream. */
const FEED_KEPT = '1 day'

/** Forgets what nobody follows any more. */
export async function trimFeed(sql: Sql): Promise<void> {
  await sql`delete from feed where at < now() - ${FEED_KEPT}::interval`
}
