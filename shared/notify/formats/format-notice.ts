import type { DiscordSettings } from '../channels/kinds/discord.ts'
import type { EmailSettings } from '../channels/kinds/email.ts'
import type { TeamsSettings } from '../channels/kinds/msteamsv2.ts'
import type { OncallSettings } from '../channels/kinds/oncall.ts'
import type { OpsgenieSettings } from '../channels/kinds/opsgenie.ts'
import type { PagerdutySettings } from '../channels/kinds/pagerduty.ts'
import type { SlackSettings } from '../channels/kinds/slack.ts'
import type { StandardWebhookSettings } from '../channels/kinds/standard-webhook.ts'
import type { TelegramSettings } from '../channels/kinds/telegram.ts'
import type { WebhookSettings } from '../channels/kinds/webhook.ts'
import type { ChannelConfig, ChannelKind } from '../channels/types.ts'
import type { Notice } from '../notice.ts'
import { type ConsoleLine, consoleLines } from './console.ts'
import { formatDiscord } from './discord.ts'
import { formatEmail, type OutgoingMail } from './email.ts'
import type { FormatContext } from './format.ts'
import { formatTeams } from './msteamsv2.ts'
import { formatOncall } from './oncall.ts'
import { formatOpsgenie } from './opsgenie.ts'
import type { OutgoingRequest } from './outgoing.ts'
import { formatPagerduty } from './pagerduty.ts'
import { formatSlack } from './slack.ts'
import { formatStandardWebhook } from './standard-webhook.ts'
import { formatTelegram } from './telegram.ts'
import { formatWebhook } from './webhook.ts'

/** What a channel sends for a notice: a request, a mail, or lines of the log. */
export type Outgoing = { request: OutgoingRequest } | { mail: OutgoingMail } | { lines: readonly ConsoleLine[] }

type HttpKind = Exclude<ChannelKind, 'console' | 'email'>
/** The settings of a configuration are those that its kind's reader has made. */
type RequestFormat = (notice: Notice, settings: unknown, context: FormatContext) => OutgoingRequest

const REQUESTS: Readonly<Record<HttpKind, RequestFormat>> = {
  slack: (notice, settings, context) => formatSlack(notice, settings as SlackSettings, context),
  msteamsv2: (notice, settings, context) => formatTeams(notice, settings as TeamsSettings, context),
  discord: (notice, settings, context) => formatDiscord(notice, settings as DiscordSettings, context),
  telegram: (notice, settings, context) => formatTelegram(notice, settings as TelegramSettings, context),
  pagerduty: (notice, settings, context) => formatPagerduty(notice, settings as PagerdutySettings, context),
  opsgenie: (notice, settings, context) => formatOpsgenie(notice, settings as OpsgenieSettings, context),
  oncall: (notice, settings, context) => formatOncall(notice, settings as OncallSettings, context),
  webhook: (notice, settings, context) => formatWebhook(notice, settings as WebhookSettings, context),
  standard_webhook: (notice, settings, context) =>
    formatStandardWebhook(notice, settings as StandardWebhookSettings, context),
}

/** What is sent for a notice on a channel. The same each time, but for the time and signature of a standard webhook. */
export function formatNotice(notice: Notice, { kind, settings }: ChannelConfig, context: FormatContext): Outgoing {
  if (kind === 'console') return { lines: consoleLines(notice) }
  if (kind === 'email') return { mail: formatEmail(notice, settings as EmailSettings, context) }
  return { request: REQUESTS[kind](notice, settings, context) }
}
