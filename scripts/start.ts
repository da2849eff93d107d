import { join } from 'node:path'
import { jsonLog } from '../shared/observe/log.ts'
import { bundleFunctions, ROOT } from './bundle.mjs'
import { startPlatform } from './local/platform.ts'

const log = jsonLog({ function: 'runner' })
const home = process.env['AUDITFLOW_HOME'] ?? join(ROOT, '.auditflow')

try {
  await bundleFunctions()
  const platform = await startPlatform({
    env: process.env,
    home,
    port: Number(process.env['AUDITFLOW_PORT'] ?? 8080),
    log,
  })
  const { url, token } = platform
  console.log(`
AuditFlow is running.

${platform.told.map((line) => `  ${line}`).join('\n')}

  Dashboard   ${url}/
  Inject an event:

    curl -sS ${url}/function/audit-event-webhook/sources/json \\
      -H 'authorization: Bearer ${process.env['AUDITFLOW_INGEST_TOKEN'] ?? token}' -H 'content-type: application/json' \\
      -d '{"action": "user.login", "actor": "alice", "ip": "203.0.113.7", "outcome": "failure"}'

  Secrets are under ${join(home, 'secrets')}. Ctrl-C stops everything.
`)
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      platform.stop().then(
        () => process.exit(0),
        (error: Error) => {
          console.error(`stopping: ${error.message}`)
          process.exit(1)
        },
      )
    })
} catch (error) {
  console.error(`AuditFlow can't start: ${(error as Error).message}`)
  process.exit(1)
}
