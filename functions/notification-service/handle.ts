import { type AlertTriggered, NOTIFICATION_DUE } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Outcome, Rejection } from '../../shared/ports/outcome.ts'
import type { Clock } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { toFault } from '../../shared/store/faults.ts'
import type { Desk } from './desk.ts'
import { planAlerts } from './plan-alerts.ts'
import { readAlert } from './read-alert.ts'
import type { RoutingSource } from './routing-source.ts'

export type NotificationPorts = {
  sql: Sql
  clock: Clock
  routing: Pick<RoutingSource, 'get'>
  desk: Pick<Desk, 'look' | 'nudge'>
  /** What there is to do from time to time, whether alerts come or not. */
  onTick: () => Promise<void>
}

/** What Knative's PingSource sends. */
const TICK = 'dev.knative.sources.ping'

type Sorted = {
  /** By alert, the latest episode of each. */
  alerts: Map<string, AlertTriggered>
  ticks: number
  /** Messages of ours that say that something may be due. */
  dues: number
  rejected: Rejection[]
}

/**
 * Takes alerts into their groups and answers once that is committed; telling of them waits for no delivery. A tick, or a
 * message that wakes, is answered when all that is due has been looked at.
 * @throws Unavailable when the database is away or there is no routing: everything is to come again
 */
export async function handle(events: readonly CloudEvent[], ports: NotificationPorts): Promise<Outcome> {
  const { alerts, ticks, dues, rejected } = sort(events)
  try {
    if (alerts.size > 0) await planAlerts(ports.sql, [...alerts.values()], await ports.routing.get(), ports.clock())
    if (ticks > 0) await ports.onTick()
    else if (dues > 0) await ports.desk.look()
    else if (alerts.size > 0) ports.desk.nudge()
    return { rejected }
  } catch (error) {
    throw toFault(error)
  }
}

function sort(events: readonly CloudEvent[]): Sorted {
  const sorted: Sorted = { alerts: new Map(), ticks: 0, dues: 0, rejected: [] }
  for (const event of events) {
    if (event.type === TICK) sorted.ticks++
    else if (event.type === NOTIFICATION_DUE) sorted.dues++
    else take(event, sorted)
  }
  return sorted
}

function take(event: CloudEvent, { alerts, rejected }: Sorted): void {
  const read = readAlert(event)
  if ('reason' in read) {
    rejected.push({ event, reason: read.reason })
    return
  }
  const known = alerts.get(read.alert.alert_id)
  if (known === undefined || (known.episode ?? 1) < (read.alert.episode ?? 1))
    alerts.set(read.alert.alert_id, read.alert)
}
