import * as z from 'zod/mini'
import {
  brokerSettings,
  canarySettings,
  common,
  databaseUrl,
  httpUrl,
  level,
  linkSecret,
} from '../../shared/config/settings.ts'
import { parseEgressAllow } from '../../shared/notify/egress-allow.ts'
import { parseSecrets } from '../../shared/notify/sign-webhook.ts'

const areSecrets = z.refine<string>((text) => {
  try {
    return parseSecrets(text).length > 0
  } catch {
    return false
  }
}, 'must be whsec_ and the base64 of 24 to 64 bytes, several separated by white space')

const egressAllow = z.pipe(
  z._default(z.string(), '').check(
    z.refine((text) => {
      try {
        parseEgressAllow(text)
        return true
      } catch {
        return false
      }
    }, 'must be host names, addresses and CIDRs, separated by white space or commas'),
  ),
  z.transform(parseEgressAllow),
)

/** Paths are put behind it, and all of it goes into messages. */
const publicUrl = httpUrl.check(
  z.refine((text) => URL.canParse(text) && !/[@?#]/.test(text), 'must have no user, query or fragment'),
)

export const settings = {
  ...common,
  ...brokerSettings,
  ...canarySettings,
  DATABASE_URL: databaseUrl,
  /** Signs the links in messages, and seals the routing that is kept; without it messages have no links that act. */
  AUDITFLOW_LINK_SECRET: z.optional(linkSecret),
  /** Where people find the dashboard. */
  AUDITFLOW_PUBLIC_URL: z.optional(publicUrl),
  /** A YAML file that says who is told what. */
  AUDITFLOW_ROUTING: z.optional(z.string()),
  /** Hosts, addresses and CIDRs that channels may be at although they are not public. */
  AUDITFLOW_EGRESS_ALLOW: egressAllow,
  /** Alerts of this level and worse are written to the log. */
  AUDITFLOW_CONSOLE_LEVEL: level('low'),
  /** Alerts of this level and worse are posted here; without it nothing is posted. */
  AUDITFLOW_WEBHOOK_URL: z.optional(httpUrl),
  AUDITFLOW_WEBHOOK_LEVEL: level('medium'),
  AUDITFLOW_WEBHOOK_SECRET: z.optional(z.string().check(areSecrets)),
}

export type Config = z.infer<z.ZodMiniObject<typeof settings>>

/** What one variable asks of another. */
export function check(given: Record<string, string>): string[] {
  return [...webhookFaults(given), ...routingFaults(given)]
}

/** A webhook is always signed. */
function webhookFaults({ AUDITFLOW_WEBHOOK_URL, AUDITFLOW_WEBHOOK_SECRET }: Record<string, string>): string[] {
  const isUnsigned = AUDITFLOW_WEBHOOK_URL !== undefined && AUDITFLOW_WEBHOOK_SECRET === undefined
  return isUnsigned ? ['AUDITFLOW_WEBHOOK_SECRET: missing (AUDITFLOW_WEBHOOK_URL is set)'] : []
}

/** The last good routing is kept for a start with a faulty file, and there are secrets in it. */
function routingFaults({ AUDITFLOW_ROUTING, AUDITFLOW_LINK_SECRET }: Record<string, string>): string[] {
  const isUnsealed = AUDITFLOW_ROUTING !== undefined && AUDITFLOW_LINK_SECRET === undefined
  return isUnsealed ? ['AUDITFLOW_LINK_SECRET: missing (AUDITFLOW_ROUTING is set)'] : []
}
