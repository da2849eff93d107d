import { openChannel } from '../../shared/channels/open-channel.ts'
import { readConfig } from '../../shared/config/read-config.ts'
import type { ChannelConfig } from '../../shared/notify/channels/types.ts'
import type { EgressAllow } from '../../shared/notify/egress-allow.ts'
import { createMetrics } from '../../shared/observe/metrics.ts'
import type { Log } from '../../shared/ports/ports.ts'
import { canary } from '../../shared/runtime/canary.ts'
import { main } from '../../shared/runtime/main.ts'
import { createPublisher } from '../../shared/runtime/publisher.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { resolveQuiet } from '../../shared/store/alerts/resolve-quiet.ts'
import { connect, type Sql } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { announceEnds } from './announce-ends.ts'
import { type Config, check, settings } from './config.ts'
import { createDesk } from './desk.ts'
import { handle } from './handle.ts'
import { createRoutingSource, fixedRouting, type RoutingSource } from './routing-source.ts'
import { routingWithoutFile } from './routing-without-file.ts'
import { sendDue } from './send-due.ts'
import { createTick } from './tick.ts'

const NAME = 'notification-service'
const RELOAD_MS = 5_000

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, check)
  const sql = connect(config.DATABASE_URL, { name: NAME })
  const metrics = createMetrics(NAME)
  const publisher = hasBroker(config) ? createPublisher(config, log) : undefined
  const routing = openRouting(config, { sql, log, onFault: metrics.routingFault })
  const clock = Date.now
  let isEnding = false
  const sendPorts = { sql, clock, log, channels: routing.channels, count: metrics.notice, isEnding: () => isEnding }
  const send = () => sendDue(sendPorts)
  const onLook = (lateMs: number) => metrics.looked(lateMs / 1_000)
  const desk = createDesk({ sql, clock, log, publisher, routing, send, onLook })
  const onTick = createTick(
    [
      { name: 'resolving what is quiet', run: () => resolveQuiet(sql, clock()) },
      { name: 'announcing the end of silences', run: () => announceEnds(sql, routing, clock()) },
      { name: 'looking at groups', run: desk.lookAround },
      ...(publisher ? [{ name: 'the canary', run: canary({ sql, publisher, clock, log }, config) }] : []),
    ],
    log,
  )
  // A file that has changed is noticed although nothing comes.
  const watching = setInterval(() => void routing.get().catch(() => undefined), RELOAD_MS)
  watching.unref()
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    metrics,
    consumers: {
      '/': {
        handle: (events) => handle(events, { sql, clock, routing, desk, onTick }),
        tick: onTick,
        keep: (refusals) =>
          withFaults(() =>
            rejectEvents(
              sql,
              refusals.map((refusal) => ({ ...refusal, stage: NAME })),
            ),
          ),
      },
    },
    ready: async () => void (await Promise.all([sql`select 1`, routing.get()])),
    close: async () => {
      isEnding = true
      clearInterval(watching)
      await desk.stop()
      await publisher?.close()
      await sql.end({ timeout: 5 })
    },
  })
  // What was under way when the process before this one was killed need not wait for the tick.
  void desk.look().catch((error: Error) => log.warn('looking at groups is put off', { reason: error.message }))
})

function hasBroker({ AUDITFLOW_QUEUE, RABBITMQ_URL }: Config): boolean {
  return AUDITFLOW_QUEUE === 'postgres' || RABBITMQ_URL !== undefined
}

function openRouting(
  config: Config,
  ports: { sql: Sql; log: Log; onFault: (hasFault: boolean) => void },
): RoutingSource {
  const { AUDITFLOW_ROUTING: file, AUDITFLOW_LINK_SECRET: secret, AUDITFLOW_PUBLIC_URL: publicUrl } = config
  const links = publicUrl === undefined ? {} : { links: { publicUrl, ...(secret && { secret }) } }
  const opener = (allow: EgressAllow) => (channel: ChannelConfig) =>
    openChannel(channel, { log: ports.log, allow, ...links })
  if (file === undefined || secret === undefined) {
    const { routing, allow } = routingWithoutFile(config)
    return fixedRouting(routing, opener(allow))
  }
  const open = opener(config.AUDITFLOW_EGRESS_ALLOW)
  return createRoutingSource({ ...ports, clock: Date.now, file, secret, open, reloadMs: RELOAD_MS })
}
