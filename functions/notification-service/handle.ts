import type { AlertTriggered } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { reaches } from '../../shared/notify/reaches.ts'
import { type Outcome, type Rejection, Unavailable } from '../../shared/ports/outcome.ts'
import type { Channel } from './channel.ts'
import { type DeliveryPorts, deliver, type Waiting } from './deliver.ts'
import { readAlert } from './read-alert.ts'

export type NotificationPorts = DeliveryPorts & { channels: readonly Channel[] }

/**
 * Tells the channels of `io.auditflow.alert.triggered.v1` events, each alert once a channel whose level it reaches.
 * Every channel of every alert is tried before a fault of one is thrown; what was sent is not sent again when the same
 * events come again. A notification that is given up is recorded as failed and counts as handled.
 * @throws Unavailable when a notification has to be tried later
 */
export async function handle(events: readonly CloudEvent[], ports: NotificationPorts): Promise<Outcome> {
  const rejected: Rejection[] = []
  const alerts = new Map<string, AlertTriggered>()
  for (const event of events) {
    const read = readAlert(event)
    if ('alert' in read) alerts.set(read.alert.alert_id, read.alert)
    else rejected.push({ event, reason: read.reason })
  }
  const waiting = await deliverAll([...alerts.values()], ports)
  if (waiting.length > 0) throw unavailable(waiting, ports.clock())
  return { rejected }
}

/** @throws the first fault that is no answer of a channel, after everything has been tried */
async function deliverAll(alerts: readonly AlertTriggered[], ports: NotificationPorts): Promise<Waiting[]> {
  const results = await Promise.allSettled(
    alerts.flatMap((alert) =>
      ports.channels
        .filter(({ level }) => reaches(alert.rule.level, level))
        .map((channel) => deliver(alert, channel, ports)),
    ),
  )
  return results.flatMap((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value ?? []
  })
}

function unavailable(waiting: readonly Waiting[], now: number): Unavailable {
  const next = Math.min(...waiting.map(({ nextTryAt }) => nextTryAt))
  const reasons = new Set(waiting.map(({ channel, reason }) => `${channel}: ${reason}`))
  return new Unavailable(`not sent yet: ${[...reasons].join('; ')}`, {
    retryAfterSeconds: Math.max(1, Math.ceil((next - now) / 1_000)),
  })
}
