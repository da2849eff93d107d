import type { Transaction } from './connect.ts'

/** The channel that readers of the feed listen on. */
export const FEED_CHANNEL = 'auditflow_feed'

/** Tells whoever looks at AuditFlow that this commit changed something, once it has committed. */
export async function writeFeed(
  tx: Transaction,
  change: { events: number; alerts: readonly string[]; rejected: number },
): Promise<void> {
  const alerts = JSON.stringify(change.alerts)
  await tx`
    insert into feed (events, alerts, rejected)
    values (${change.events}, array(select value::uuid from jsonb_array_elements_text(${alerts}::text::jsonb)), ${change.rejected})`
  await tx`select pg_notify(${FEED_CHANNEL}, '')`
}
