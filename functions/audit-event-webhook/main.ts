import { readConfig } from '../../shared/config/read-config.ts'
import { brokerCheck } from '../../shared/config/settings.ts'
import { main } from '../../shared/runtime/main.ts'
import { createPublisher } from '../../shared/runtime/publisher.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { settings } from './config.ts'
import { handle } from './handle.ts'

const NAME = 'audit-event-webhook'

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, brokerCheck)
  const publisher = createPublisher(config, log)
  const secrets = { ingestTokens: config.AUDITFLOW_INGEST_TOKEN, githubSecrets: config.AUDITFLOW_GITHUB_SECRET }
  if (secrets.ingestTokens.length === 0)
    log.warn('AUDITFLOW_INGEST_TOKEN is not set: only signed GitHub webhooks are accepted')
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    fetch: (request) => handle(request, { publisher, clock: Date.now, secrets, log }),
    close: () => publisher.close(),
  })
})
