import type { Channel } from '../../shared/notify/channels/channel.ts'
import type { ChannelConfig } from '../../shared/notify/channels/types.ts'
import type { NoticeKind } from '../../shared/notify/notice.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { findWaitingChannels, type WaitingChannel } from '../../shared/store/notices/find-waiting-channels.ts'
import { worstOf } from './in-parallel.ts'
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
/** What is planned for other channels while one hangs is noticed so soon, also by the same call. */
const LOOK_AGAIN_MS = 1_000

/**
 * Sends all notices that are due, also those that become due meanwhile, until none is. Any number of processes may do it at
 * the same time, and one may call it again while a call is under way.
 * @returns when something will be due again, milliseconds since 1970 UTC; null when nothing waits
 * @throws Unavailable while the database is away, once what was under way has ended
 */
export async function sendDue(ports: SendPorts): Promise<{ nextDueAt: number | null }> {
  const run: Run = { working: new Map(), resting: new Map(), faults: [] }
  for (;;) {
    const waiting = await withFaults(() => findWaitingChannels(ports.sql)).catch((fault: unknown) => {
      run.faults.push(fault)
      return []
    })
    if (run.faults.length === 0 && !ports.isEnding?.()) startDue(run, waiting, ports)
    if (run.working.size > 0) {
      await firstOf([...run.working.values()], LOOK_AGAIN_MS)
      continue
    }
    if (run.faults.length > 0) throw worstOf(run.faults)
    return { nextDueAt: waiting.length === 0 ? null : Math.min(...waiting.map((one) => startAt(run, one, ports))) }
  }
}

type Run = {
  working: Map<string, Promise<void>>
  /** When channels that were worked on are to be looked at again. */
  resting: Map<string, number>
  faults: unknown[]
}

function startDue(run: Run, waiting: readonly WaitingChannel[], ports: SendPorts): void {
  const now = ports.clock()
  const due = waiting.filter((one) => !run.working.has(one.name) && startAt(run, one, ports) <= now)
  // Those that answer come before those that may hang.
  due.sort((a, b) => a.failures - b.failures)
  for (const { name } of due.slice(0, CHANNELS_AT_A_TIME - run.working.size)) {
    const work = withFaults(() => sendChannel(name, ports)).then(
      (nextAt) => void (nextAt === null ? run.resting.delete(name) : run.resting.set(name, nextAt)),
      (fault: unknown) => void run.faults.push(fault),
    )
    run.working.set(
      name,
      work.finally(() => run.working.delete(name)),
    )
  }
}

function startAt(run: Run, one: WaitingChannel, ports: SendPorts): number {
  return Math.max(readyAt(one, ports), run.resting.get(one.name) ?? 0)
}

async function firstOf(work: readonly Promise<void>[], ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([...work, late]).finally(() => clearTimeout(timer))
}

function readyAt({ name, nextTryAt, fingerprint, openUntil }: WaitingChannel, { channels }: SendPorts): number {
  const configured = channels().get(name)
  if (configured === undefined) return nextTryAt + UNKNOWN_GRACE_MS
  return configured.config.fingerprint === fingerprint ? Math.max(nextTryAt, openUntil ?? 0) : nextTryAt
}
