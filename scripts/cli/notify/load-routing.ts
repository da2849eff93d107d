import { dirname } from 'node:path'
import { settings } from '../../../functions/notification-service/config.ts'
import { readText, recordingReader } from '../../../functions/notification-service/routing-file.ts'
import { readConfig } from '../../../shared/config/read-config.ts'
import { defaultRouting } from '../../../shared/notify/routing/default-routing.ts'
import { parseRouting } from '../../../shared/notify/routing/parse-routing.ts'
import { RoutingRefused } from '../../../shared/notify/routing/routing-refused.ts'
import type { Routing } from '../../../shared/notify/routing/types.ts'
import { CommandError, type Shell } from '../command.ts'

export const routingFlag = { routing: { type: 'string' } } as const

export const ROUTING_USAGE =
  '  --routing FILE       the routing; without: the file of AUDITFLOW_ROUTING, else what the service does without one'

/** The routing of a file, of AUDITFLOW_ROUTING, or the one that the service has without. Throws `CommandError`. */
export function loadRouting(given: string | undefined, shell: Shell): Routing {
  const { AUDITFLOW_ROUTING } = settings
  const file = given ?? readConfig({ AUDITFLOW_ROUTING }, shell.env).AUDITFLOW_ROUTING
  if (file === undefined) return withoutFile(shell)
  try {
    return readRouting(file)
  } catch (error) {
    if (!(error instanceof RoutingRefused)) throw error
    throw new CommandError(`${file} is refused, "auditflow notify check" says all of it: ${error.message}`)
  }
}

/** Reads a routing file and what it names, from its folder on. Throws `RoutingRefused`, `CommandError`. */
export function readRouting(file: string): Routing {
  let text: string
  try {
    text = readText(file)
  } catch (error) {
    throw new CommandError(`${file}: can't be read (${(error as Error).message})`)
  }
  return parseRouting(text, recordingReader(dirname(file)).read)
}

function withoutFile(shell: Shell): Routing {
  const { AUDITFLOW_CONSOLE_LEVEL, AUDITFLOW_WEBHOOK_URL, AUDITFLOW_WEBHOOK_LEVEL, AUDITFLOW_WEBHOOK_SECRET } = settings
  const config = readConfig(
    { AUDITFLOW_CONSOLE_LEVEL, AUDITFLOW_WEBHOOK_URL, AUDITFLOW_WEBHOOK_LEVEL, AUDITFLOW_WEBHOOK_SECRET },
    shell.env,
  )
  const { AUDITFLOW_WEBHOOK_URL: url, AUDITFLOW_WEBHOOK_SECRET: secret } = config
  const hasWebhook = url !== undefined && secret !== undefined
  return defaultRouting({
    consoleLevel: config.AUDITFLOW_CONSOLE_LEVEL,
    ...(hasWebhook && { webhook: { url, secret, level: config.AUDITFLOW_WEBHOOK_LEVEL } }),
  })
}
