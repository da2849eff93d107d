import { dirname } from 'node:path'
import { settings } from '../../../functions/notification-service/config.ts'
import { readText, recordingReader } from '../../../functions/notification-service/routing-file.ts'
import { routingWithoutFile } from '../../../functions/notification-service/routing-without-file.ts'
import { readConfig } from '../../../shared/config/read-config.ts'
import type { EgressAllow } from '../../../shared/notify/egress-allow.ts'
import { parseRouting } from '../../../shared/notify/routing/parse-routing.ts'
import { RoutingRefused } from '../../../shared/notify/routing/routing-refused.ts'
import type { Routing } from '../../../shared/notify/routing/types.ts'
import { CommandError, type Shell } from '../command.ts'

export const routingFlag = { routing: { type: 'string' } } as const

export const ROUTING_USAGE =
  '  --routing FILE       the routing; without: the file of AUDITFLOW_ROUTING, else what the service does without one'

const {
  AUDITFLOW_ROUTING,
  AUDITFLOW_EGRESS_ALLOW,
  AUDITFLOW_CONSOLE_LEVEL,
  AUDITFLOW_WEBHOOK_URL,
  AUDITFLOW_WEBHOOK_LEVEL,
  AUDITFLOW_WEBHOOK_SECRET,
} = settings
const WITHOUT_FILE = {
  AUDITFLOW_EGRESS_ALLOW,
  AUDITFLOW_CONSOLE_LEVEL,
  AUDITFLOW_WEBHOOK_URL,
  AUDITFLOW_WEBHOOK_LEVEL,
  AUDITFLOW_WEBHOOK_SECRET,
}

/**
 * The routing of a file, of AUDITFLOW_ROUTING, or the one that the service has without; and where the service lets its channels
 * connect to. Throws `CommandError`.
 */
export function loadRouting(given: string | undefined, shell: Shell): { routing: Routing; allow: EgressAllow } {
  const file = given ?? readConfig({ AUDITFLOW_ROUTING }, shell.env).AUDITFLOW_ROUTING
  if (file === undefined) return routingWithoutFile(readConfig(WITHOUT_FILE, shell.env))
  const { AUDITFLOW_EGRESS_ALLOW: allow } = readConfig({ AUDITFLOW_EGRESS_ALLOW }, shell.env)
  try {
    return { routing: readRouting(file), allow }
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
