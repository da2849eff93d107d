import { settings } from '../../../functions/notification-service/config.ts'
import { readConfig } from '../../../shared/config/read-config.ts'
import type { EgressAllow } from '../../../shared/notify/egress-allow.ts'
import type { LinkBase } from '../../../shared/notify/formats/notice-links.ts'
import type { Shell } from '../command.ts'

/** What channels take from the environment, as the service does. */
export function channelSettings(shell: Shell): { allow: EgressAllow; links: LinkBase | undefined } {
  const { AUDITFLOW_EGRESS_ALLOW, AUDITFLOW_PUBLIC_URL, AUDITFLOW_LINK_SECRET } = settings
  const config = readConfig({ AUDITFLOW_EGRESS_ALLOW, AUDITFLOW_PUBLIC_URL, AUDITFLOW_LINK_SECRET }, shell.env)
  const { AUDITFLOW_PUBLIC_URL: publicUrl, AUDITFLOW_LINK_SECRET: secret } = config
  return {
    allow: config.AUDITFLOW_EGRESS_ALLOW,
    links: publicUrl === undefined ? undefined : { publicUrl, ...(secret && { secret }) },
  }
}
