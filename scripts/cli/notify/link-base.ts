import { settings } from '../../../functions/notification-service/config.ts'
import { readConfig } from '../../../shared/config/read-config.ts'
import type { LinkBase } from '../../../shared/notify/formats/notice-links.ts'
import type { Shell } from '../command.ts'

const { AUDITFLOW_PUBLIC_URL, AUDITFLOW_LINK_SECRET } = settings

/** Where links in messages lead, as the service takes it from the environment. */
export function linkBase(shell: Shell): LinkBase | undefined {
  const config = readConfig({ AUDITFLOW_PUBLIC_URL, AUDITFLOW_LINK_SECRET }, shell.env)
  const { AUDITFLOW_PUBLIC_URL: publicUrl, AUDITFLOW_LINK_SECRET: secret } = config
  return publicUrl === undefined ? undefined : { publicUrl, ...(secret && { secret }) }
}
