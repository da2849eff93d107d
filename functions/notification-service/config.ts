import * as z from 'zod/mini'
import { brokerSettings, common, databaseUrl, httpUrl, level, linkSecret } from '../../shared/config/settings.ts'
import { parseSecrets } from '../../shared/notify/sign-webhook.ts'

const areSecrets = z.refine<string>((text) => {
  try {
    return parseSecrets(text).length > 0
  } catch {
    return false
  }
}, 'must be whsec_ and the base64 of 24 to 64 bytes, several separated by white space')

export const settings = {
  ...common,
  ...brokerSettings,
  DATABASE_URL: databaseUrl,
  /** Signs the links in messages; without it, or without the dashboard's address, messages have none. */
  AUDITFLOW_LINK_SECRET: z.optional(linkSecret),
  /** Where people find the dashboard. */
  AUDITFLOW_PUBLIC_URL: z.optional(httpUrl),
  /** A YAML file that says who is told what. */
  AUDITFLOW_ROUTING: z.optional(z.string()),
  /** Hosts, addresses and CIDRs that channels may be at although they are not public. */
  AUDITFLOW_EGRESS_ALLOW: z._default(z.string(), ''),
  /** Alerts of this level and worse are written to the log. */
  AUDITFLOW_CONSOLE_LEVEL: level('low'),
  /** Alerts of this level and worse are posted here; without it nothing is posted. */
  AUDITFLOW_WEBHOOK_URL: z.optional(httpUrl),
  AUDITFLOW_WEBHOOK_LEVEL: level('medium'),
  AUDITFLOW_WEBHOOK_SECRET: z.optional(z.string().check(areSecrets)),
}

/** A webhook is always signed. */
export function webhookCheck({ AUDITFLOW_WEBHOOK_URL, AUDITFLOW_WEBHOOK_SECRET }: Record<string, string>): string[] {
  const isUnsigned = AUDITFLOW_WEBHOOK_URL !== undefined && AUDITFLOW_WEBHOOK_SECRET === undefined
  return isUnsigned ? ['AUDITFLOW_WEBHOOK_SECRET: missing (AUDITFLOW_WEBHOOK_URL is set)'] : []
}
