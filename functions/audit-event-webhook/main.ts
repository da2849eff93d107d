import { readConfig } from '../../shared/config/read-config.ts'
import { main } from '../../shared/runtime/main.ts'
import { createPublisher } from '../../shared/runtime/publisher.ts'
import { readingOf } from '../../shared/runtime/reading-of.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { googleKeys } from './checks/google-keys.ts'
import { snsCertificates } from './checks/sns-certificates.ts'
import { settings, settingsCheck } from './config.ts'
import { handle, type Ports } from './handle.ts'
import { isClosed, secretsFrom } from './senders.ts'

const NAME = 'audit-event-webhook'

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, settingsCheck)
  const secrets = secretsFrom(config)
  if (isClosed(secrets)) log.warn('no token and no secret is set: nobody may send')
  const publisher = createPublisher(config, log)
  const clock = Date.now
  const egress: Ports['egress'] = async (url, hosts) =>
    (await import('./egress/fetch-pinned.ts')).fetchPinned(url, hosts)
  const keys = { snsCertificates: snsCertificates(egress, clock), googleKeys: googleKeys(egress, clock) }
  const ports: Ports = { publisher, clock, secrets, log, egress, ...keys, ...(await readingOf(config)) }
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    fetch: (request) => handle(request, ports),
    ready: () => publisher.ready(),
    close: () => publisher.close(),
  })
})
