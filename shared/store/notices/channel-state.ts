import type { Breaker } from '../../notify/breaker.ts'
import type { Transaction } from '../connect.ts'

/** What is known of a channel. `off`: why it is switched off, null while it is on. */
export type ChannelState = Breaker & { fingerprint: string; off: string | null }

/**
 * The state of a channel, which nobody else can change until the transaction ends: whoever claims or records locks it first.
 * Undefined when nothing was ever sent there.
 */
export async function lockChannel(tx: Transaction, name: string): Promise<ChannelState | undefined> {
  const [row] = await tx<ChannelState[]>`
    select fingerprint, failures, round(extract(epoch from open_until) * 1000)::float8 as "openUntil",
           case when off_at is not null then coalesce(off_reason, 'no reason is known') end as off
    from channels where name = ${name} for update`
  return row
}

/** The same of a channel with these settings: with others than before it starts afresh. */
export async function lockConfigured(tx: Transaction, name: string, fingerprint: string): Promise<ChannelState> {
  const known = await lockChannel(tx, name)
  if (known?.fingerprint === fingerprint) return known
  await tx`
    insert into channels (name, fingerprint) values (${name}, ${fingerprint})
    on conflict (name) do update
    set fingerprint = excluded.fingerprint, failures = 0, open_until = null, off_at = null, off_reason = null
    where channels.fingerprint <> excluded.fingerprint`
  return (await lockChannel(tx, name)) as ChannelState
}

/** Writes what an answer has made of the channel. @param nowMs milliseconds since 1970 UTC */
export async function saveChannel(
  tx: Transaction,
  name: string,
  change: Breaker & { isSent: boolean; off: string | null },
  nowMs: number,
): Promise<void> {
  const now = new Date(nowMs).toISOString()
  const openUntil = change.openUntil === null ? null : new Date(change.openUntil).toISOString()
  await tx`
    update channels
    set failures = ${change.failures}, open_until = ${openUntil},
        last_sent_at = case when ${change.isSent} then ${now}::text::timestamptz else last_sent_at end,
        off_at = case when ${change.off}::text is null then off_at else ${now}::text::timestamptz end,
        off_reason = coalesce(${change.off}, off_reason)
    where name = ${name}`
}
