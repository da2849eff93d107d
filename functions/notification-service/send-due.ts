import type { Channel } from '../../shared/notify/channels/channel.ts'
import type { ChannelConfig } from '../../shared/notify/channels/types.ts'
import type { NoticeKind } from '../../shared/notify/notice.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { findWaitingChannels, type WaitingChannel } from '../../shared/store/notices/find-waiting-channels.ts'
import { inParallel } from './in-parallel.ts'
import { sendChannel, UNKNOWN_GRACE_MS } from './send-channel.ts'

export type ConfiguredChannel = { config: ChannelConfig; channel: Channel }

export type SendPorts = {
  sql: Sql
  clock: Clock
  log: Log
  /** By name, as the routing has them now. */
  channels: () => ReadonlyMap<string, ConfiguredChannel>
  /** Counts what became of attempts: by the channel's name and the kind of the notice. */
  count?: (channel: string, kind: NoticeKind, outcome: 'sent' | 'passing' | 'failed') => void
  /** Whether the process is to end: what is being sent is let end, and nothing more is claimed. */
  isEnding?: () => boolean
  /** A channel that has not answered by then is not waited for. Shorter than a claim. */
  sendLimitMs?: number
}

/** Channels at a time: so many may hang before one that does not has to wait. */
const CHANNELS_AT_A_TIME = 32

/**
 * Sends all notices that are due, until none is. Any number of processes may do it at the same time.
 * @returns when something will be due again, milliseconds since 1970 UTC; null when nothing waits
 * @throws Unavailable while the database is away, after every channel has been tried
 */
export async function sendDue(ports: SendPorts): Promise<{ nextDueAt: number | null }> {
  const resting = new Map<string, number>()
  for (;;) {
    const waiting = await withFaults(() => findWaitingChannels(ports.sql))
    const at = (one: WaitingChannel) => Math.max(readyAt(one, ports), resting.get(one.name) ?? 0)
    const now = ports.clock()
    // Those that answer come before those that may hang.
    const due = waiting.filter((one) => at(one) <= now).sort((a, b) => a.failures - b.failures)
    if (due.length === 0 || ports.isEnding?.())
      return { nextDueAt: waiting.length === 0 ? null : Math.min(...waiting.map(at)) }
    await inParallel(due, CHANNELS_AT_A_TIME, async ({ name }) => {
      const nextAt = await withFaults(() => sendChannel(name, ports))
      if (nextAt !== null) resting.set(name, nextAt)
    })
  }
}

function readyAt({ name, nextTryAt, fingerprint, openUntil }: WaitingChannel, { channels }: SendPorts): number {
  const configured = channels().get(name)
  if (configured === undefined) return nextTryAt + UNKNOWN_GRACE_MS
  return configured.config.fingerprint === fingerprint ? Math.max(nextTryAt, openUntil ?? 0) : nextTryAt
}
