import { NOTIFICATION_DUE, type NotificationDue } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Clock, Log, Publisher } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { claimWake, releaseWake } from '../../shared/store/notices/claim-wake.ts'

export type WakePorts = {
  sql: Sql
  clock: Clock
  log: Log
  /** undefined: there is no broker, and only the tick wakes. */
  publisher: Publisher | undefined
}

/** What is due later is found by the tick. */
const AHEAD_MS = 5 * 60_000
/**
 * How long a message rests in the queue `auditflow.due` (infra/rabbitmq), less what clocks differ by: one that comes out is
 * never taken for one that is still under way.
 */
const REST_MS = 55_000
/** A broker that is away is not asked, and told of, at every alert. */
const AFTER_FAULT_MS = 5_000

/**
 * Sees to it that somebody looks although no event comes and every process may be gone: sends a message that comes back in
 * a minute, when something is due soon and none is under way. Without the broker that takes until the next tick.
 * @param dueAt milliseconds since 1970 UTC; null: nothing is due
 * @returns before when there is no need to call it again; undefined when there may be
 */
export async function wake(
  dueAt: number | null,
  { sql, clock, log, publisher }: WakePorts,
): Promise<number | undefined> {
  const now = clock()
  if (publisher === undefined || dueAt === null || dueAt > now + AHEAD_MS) return undefined
  const arrivesAt = now + REST_MS
  if (!(await claimWake(sql, now, arrivesAt))) return undefined
  try {
    await publisher.publish([dueEvent(now)])
    return arrivesAt
  } catch (error) {
    log.warn('no message could be sent that wakes: the tick will', { reason: (error as Error).message })
    await releaseWake(sql, arrivesAt)
    return now + AFTER_FAULT_MS
  }
}

function dueEvent(now: number): CloudEvent<NotificationDue> {
  return {
    specversion: '1.0',
    id: `due-${now}`,
    source: '/notification-service',
    type: NOTIFICATION_DUE,
    time: new Date(now).toISOString(),
    datacontenttype: 'application/json',
    data: { at: now },
    extensions: {},
  }
}
