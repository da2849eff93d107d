import { randomUUID } from 'node:crypto'
import { ALERT_TRIGGERED, type AlertTriggered } from '../../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../../shared/events/envelope.ts'
import type { Channel } from '../../../shared/notify/channels/channel.ts'
import { parseRouting } from '../../../shared/notify/routing/parse-routing.ts'
import type { Log, Publisher } from '../../../shared/ports/ports.ts'
import { connect } from '../../../shared/store/connect.ts'
import { keepingLog } from '../../../test/helpers/keeping-log.ts'
import { createDesk } from '../desk.ts'
import { handle } from '../handle.ts'
import { fixedRouting, type RoutingSource } from '../routing-source.ts'

export const silentChannel = (name: string): Channel => ({ name, send: async () => ({ kind: 'sent' }) })

export const noFiles = (path: string): never => {
  throw new Error(`${path} is not there`)
}

/** The routing of a text, whose channels say nothing. */
export function routingOf(text: string): RoutingSource {
  return fixedRouting(parseRouting(text, noFiles), ({ name }) => silentChannel(name))
}

export type Engine = ReturnType<typeof createEngine>

/**
 * A process of the notification service without its server: connections and timers of its own. What it sends goes to
 * `send`, by default to nobody.
 */
export function createEngine(options: {
  url: string
  clock: () => number
  routing: RoutingSource
  log?: Log
  publisher?: Publisher
  send?: () => Promise<{ nextDueAt: number | null }>
}) {
  const { url, clock, routing, log = keepingLog(), publisher, send = async () => ({ nextDueAt: null }) } = options
  const sql = connect(url, { max: 2 })
  const desk = createDesk({ sql, clock, log, publisher, routing, send })
  return {
    sql,
    desk,
    take: (events: readonly CloudEvent[]) =>
      handle(events, {
        sql,
        clock,
        routing,
        desk: { look: desk.look, nudge: () => undefined },
        onTick: desk.lookAround,
      }),
    async end() {
      await desk.stop()
      await sql.end({ timeout: 5 })
    },
  }
}

/** The event by which the analysis tells of an alert. */
export function eventOf(alert: AlertTriggered): CloudEvent<AlertTriggered> {
  const episode = alert.episode ?? 1
  return {
    specversion: '1.0',
    id: episode === 1 ? alert.alert_id : `${alert.alert_id}-${episode}`,
    source: '/audit-log-analysis',
    type: ALERT_TRIGGERED,
    time: '2026-11-25T07:00:00Z',
    datacontenttype: 'application/json',
    data: alert,
    extensions: {},
  }
}

/** An event of a type, without any data. */
export function plainEvent(type: string, data: unknown = null): CloudEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source: '/test',
    type,
    time: '2026-11-25T07:00:00Z',
    data,
    extensions: {},
  }
}
