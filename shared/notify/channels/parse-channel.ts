import { createHash } from 'node:crypto'
import * as z from 'zod/mini'
import { parseDuration } from '../routing/parse-duration.ts'
import { issueReason, valueAt } from './issue-reason.ts'
import type { Kind } from './kind.ts'
import { consoleKind } from './kinds/console.ts'
import { discordKind } from './kinds/discord.ts'
import { emailKind } from './kinds/email.ts'
import { teamsKind } from './kinds/msteamsv2.ts'
import { oncallKind } from './kinds/oncall.ts'
import { opsgenieKind } from './kinds/opsgenie.ts'
import { pagerdutyKind } from './kinds/pagerduty.ts'
import { slackKind } from './kinds/slack.ts'
import { standardWebhookKind } from './kinds/standard-webhook.ts'
import { telegramKind } from './kinds/telegram.ts'
import { webhookKind } from './kinds/webhook.ts'
import { Reading } from './reading.ts'
import { type ChannelConfig, type ChannelKind, Secret } from './types.ts'

/** A fault in a receiver's entry: the path within the entry, and what is wrong, without any secret. */
export type ChannelFault = { path: readonly (string | number)[]; reason: string }

export type ChannelContext = {
  /** RECEIVER/KIND/POSITION. */
  name: string
  /** Alertmanager's `global` section, as it stands in the file. */
  globals: Readonly<Record<string, unknown>>
  /** Text of a file that a setting such as `api_url_file` names. @throws Error with the reason */
  readFile: (path: string) => string
  /** Texts that templates may take in by `{{> NAME}}`, by their names: the files of `templates:`. */
  templates?: Readonly<Record<string, string>>
}

const KINDS: Readonly<Record<ChannelKind, Kind<unknown>>> = {
  console: consoleKind,
  email: emailKind,
  slack: slackKind,
  msteamsv2: teamsKind,
  discord: discordKind,
  telegram: telegramKind,
  pagerduty: pagerdutyKind,
  opsgenie: opsgenieKind,
  oncall: oncallKind,
  webhook: webhookKind,
  standard_webhook: standardWebhookKind,
}

/** What `global` may hold for channels; routing has more. */
export const CHANNEL_GLOBALS: readonly string[] = [
  'smtp_from',
  'smtp_hello',
  'smtp_smarthost',
  'smtp_auth_username',
  'smtp_auth_password',
  'smtp_auth_password_file',
  'smtp_require_tls',
  'smtp_force_implicit_tls',
  'smtp_tls_config',
  'slack_api_url',
  'slack_api_url_file',
  'slack_app_token',
  'slack_app_token_file',
  'slack_app_url',
  'pagerduty_url',
  'opsgenie_api_url',
  'opsgenie_api_key',
  'opsgenie_api_key_file',
  'telegram_api_url',
  'telegram_bot_token',
  'telegram_bot_token_file',
]

/** What every kind has. */
const COMMON = {
  send_resolved: z.optional(z.boolean()),
  rate_limit: z.optional(
    z.nullable(
      z.strictObject({
        max: z.int().check(z.gte(1), z.lte(10_000)),
        per: z.string().check(z.refine((text) => Boolean(parseDuration(text)), 'must be a time such as 1m')),
      }),
    ),
  ),
}

/** Reads one entry of `KIND_configs`. */
export function parseChannel(
  kind: ChannelKind,
  entry: unknown,
  context: ChannelContext,
): { config: ChannelConfig } | { faults: readonly ChannelFault[] } {
  const known = KINDS[kind]
  const parsed = z.strictObject({ ...COMMON, ...known.fields }).safeParse(entry ?? {})
  if (!parsed.success) return { faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, known, entry)) }
  const reading = new Reading(parsed.data, context)
  const settings = known.read(parsed.data, reading)
  if (reading.faults.length > 0) return { faults: reading.faults }
  const { send_resolved, rate_limit } = parsed.data as z.infer<z.ZodMiniObject<typeof COMMON>>
  const rest = {
    kind,
    sendResolved: send_resolved ?? known.sendResolved,
    rateLimit:
      rate_limit === undefined
        ? known.rateLimit
        : rate_limit && { max: rate_limit.max, perMs: parseDuration(rate_limit.per)! },
    settings,
  }
  return { config: { ...rest, name: context.name, fingerprint: fingerprintOf(rest) } }
}

function faultsOf(issue: z.core.$ZodIssue, { unsupported }: Kind<unknown>, entry: unknown): ChannelFault[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  if (issue.code !== 'unrecognized_keys') return [{ path, reason: issueReason(issue, valueAt(entry, path)) }]
  return issue.keys.map((key) => ({
    path: [...path, key],
    reason: unsupported.includes(key) ? 'is not supported by AuditFlow' : 'there is no such field',
  }))
}

/** Over every setting, secrets as they are. */
function fingerprintOf(config: Omit<ChannelConfig, 'name' | 'fingerprint'>): string {
  return createHash('sha256')
    .update(JSON.stringify(revealed(config)))
    .digest('hex')
}

/** Fields in one order, whatever order they were written in. */
function revealed(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal()
  if (Array.isArray(value)) return value.map(revealed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, revealed(part)]),
  )
}
