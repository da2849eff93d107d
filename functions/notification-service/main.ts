import { readConfig } from '../../shared/config/read-config.ts'
import { parseSecrets } from '../../shared/notify/sign-webhook.ts'
import { main } from '../../shared/runtime/main.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { notificationStore } from '../../shared/store/claim-notification.ts'
import { connect } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import type { Channel } from './channel.ts'
import { settings, webhookCheck } from './config.ts'
import { consoleChannel } from './console-channel.ts'
import { handle } from './handle.ts'
import { webhookChannel } from './webhook-channel.ts'

const NAME = 'notification-service'

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, webhookCheck)
  const channels: Channel[] = [consoleChannel(config.AUDITFLOW_CONSOLE_LEVEL, log)]
  if (config.AUDITFLOW_WEBHOOK_URL !== undefined && config.AUDITFLOW_WEBHOOK_SECRET !== undefined) {
    channels.push(
      webhookChannel({
        level: config.AUDITFLOW_WEBHOOK_LEVEL,
        url: new URL(config.AUDITFLOW_WEBHOOK_URL),
        secrets: parseSecrets(config.AUDITFLOW_WEBHOOK_SECRET),
      }),
    )
  }
  const sql = connect(config.DATABASE_URL, { name: NAME })
  const ports = {
    channels,
    store: notificationStore(sql),
    clock: Date.now,
    log,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  }
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    consumers: {
      '/': {
        handle: (events, traced) => handle(events, { ...ports, log: traced }),
        keep: (refusals) =>
          withFaults(() =>
            rejectEvents(
              sql,
              refusals.map((refusal) => ({ ...refusal, stage: NAME })),
            ),
          ),
      },
    },
    ready: async () => void (await sql`select 1`),
    close: () => sql.end({ timeout: 5 }),
  })
})
