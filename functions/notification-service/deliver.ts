import type { AlertTriggered } from '../../shared/events/catalogue.ts'
import type { Answer } from '../../shared/notify/judge-answer.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import { BUSY, type NotificationStore, OVER } from '../../shared/store/claim-notification.ts'
import type { Channel } from './channel.ts'

export type DeliveryPorts = {
  store: NotificationStore
  clock: Clock
  log: Log
  /** Resolves after so many milliseconds. */
  sleep: (ms: number) => Promise<void>
}

/** Not sent yet: to be tried again at `nextTryAt`, milliseconds since 1970 UTC. */
export type Waiting = { channel: string; reason: string; nextTryAt: number }

/** What is left to do after an attempt, or when none was due (`tried` is false); OVER when nothing is. */
type Rest = { reason: string; nextTryAt: number; tried: boolean } | typeof OVER

type Standing =
  | { status: 'sent' }
  | { status: 'pending'; reason: string; nextTryAt: number }
  | { status: 'failed'; reason: string }

const MAX_ATTEMPTS = 10
const LONGEST_WAIT_MS = 3_600_000
const LONGEST_ASKED_WAIT_MS = 24 * LONGEST_WAIT_MS
const TRIES_PER_CALL = 3
/** A try that begins at the end of this may last another ten seconds. */
const CALL_BUDGET_MS = 10_000
const BUSY_WAIT_MS = 1_000

/**
 * Sends an alert on a channel once. Passing faults are tried again at once while the waits are short.
 * @returns undefined when there is nothing left to do: sent, or given up for good
 */
export async function deliver(
  alert: AlertTriggered,
  channel: Channel,
  ports: DeliveryPorts,
): Promise<Waiting | undefined> {
  const start = ports.clock()
  let now = start
  for (let tries = 1; ; tries += 1) {
    const rest = await attempt(alert, channel, ports, now)
    if (rest === OVER) return undefined
    if (rest === BUSY)
      return { channel: channel.name, reason: 'is being sent elsewhere', nextTryAt: ports.clock() + BUSY_WAIT_MS }
    const { reason, nextTryAt, tried } = rest
    const spent = Math.max(ports.clock(), nextTryAt) - start
    if (!tried || tries === TRIES_PER_CALL || spent > CALL_BUDGET_MS)
      return { channel: channel.name, reason, nextTryAt }
    await ports.sleep(Math.max(0, nextTryAt - ports.clock()))
    // Timers may fire a millisecond early.
    now = Math.max(ports.clock(), nextTryAt)
  }
}

function attempt(
  alert: AlertTriggered,
  channel: Channel,
  { store, clock, log }: DeliveryPorts,
  now: number,
): Promise<Rest | typeof BUSY> {
  return store.claim(alert.alert_id, channel.name, async (found, record): Promise<Rest> => {
    if (found.nextTryAt !== null && found.nextTryAt > now)
      return { reason: found.lastError ?? '', nextTryAt: found.nextTryAt, tried: false }
    const answer = await channel.send(alert, clock())
    const at = clock()
    const standing = settle(answer, found.attempts + 1, at)
    await record({ at, ...standing })
    tell(log, { alert_id: alert.alert_id, channel: channel.name, attempt: found.attempts + 1 }, standing)
    return standing.status === 'pending' ? { ...standing, tried: true } : OVER
  })
}

function tell(log: Log, fields: Record<string, unknown>, standing: Standing): void {
  if (standing.status === 'sent') log.info('notification sent', fields)
  else if (standing.status === 'failed') log.error('notification failed', { ...fields, reason: standing.reason })
  else
    log.warn('notification not sent yet', {
      ...fields,
      reason: standing.reason,
      next_try_at: new Date(standing.nextTryAt).toISOString(),
    })
}

function settle(answer: Answer, attempt: number, now: number): Standing {
  if (answer.kind === 'sent') return { status: 'sent' }
  const { reason } = answer
  if (answer.kind !== 'passing') return { status: 'failed', reason }
  if (attempt >= MAX_ATTEMPTS) return { status: 'failed', reason: `${reason}; given up after ${attempt} attempts` }
  const asked = answer.retryAfterMs
  const wait =
    asked === undefined
      ? Math.min(1_000 * 3 ** (attempt - 1), LONGEST_WAIT_MS)
      : Math.min(Math.max(asked, 1_000), LONGEST_ASKED_WAIT_MS)
  return { status: 'pending', reason, nextTryAt: now + wait }
}
