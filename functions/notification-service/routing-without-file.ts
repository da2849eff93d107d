import type { EgressAllow } from '../../shared/notify/egress-allow.ts'
import { defaultRouting } from '../../shared/notify/routing/default-routing.ts'
import type { Routing } from '../../shared/notify/routing/types.ts'
import type { Config } from './config.ts'

type Given = Pick<
  Config,
  | 'AUDITFLOW_CONSOLE_LEVEL'
  | 'AUDITFLOW_WEBHOOK_URL'
  | 'AUDITFLOW_WEBHOOK_LEVEL'
  | 'AUDITFLOW_WEBHOOK_SECRET'
  | 'AUDITFLOW_EGRESS_ALLOW'
>

/** Who is told where there is no routing file, and where connections may go then. */
export function routingWithoutFile(config: Given): { routing: Routing; allow: EgressAllow } {
  const { AUDITFLOW_WEBHOOK_URL: url, AUDITFLOW_WEBHOOK_SECRET: secret, AUDITFLOW_EGRESS_ALLOW: allow } = config
  const consoleLevel = config.AUDITFLOW_CONSOLE_LEVEL
  if (url === undefined || secret === undefined) return { routing: defaultRouting({ consoleLevel }), allow }
  const webhook = { url, secret, level: config.AUDITFLOW_WEBHOOK_LEVEL }
  return { routing: defaultRouting({ consoleLevel, webhook }), allow: withHost(allow, url) }
}

/** Who sets the address of the webhook itself has allowed it. */
function withHost(allow: EgressAllow, url: string): EgressAllow {
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  return { ...allow, hosts: new Set([...allow.hosts, host]) }
}
