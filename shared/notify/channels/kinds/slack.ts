import type { Template } from '../../templates/template.ts'
import { CHAT_LIMIT, type Kind } from '../kind.ts'
import { optionalText, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import type { Secret } from '../types.ts'

export type SlackSettings = {
  url: SecretUrl
  /** Of an app, for `chat.postMessage`; an incoming webhook has none. */
  token: Secret | undefined
  channel: string | undefined
  username: string | undefined
  iconEmoji: string | undefined
  iconUrl: string | undefined
  title: Template | undefined
  text: Template | undefined
}

const APP_URL = 'https://slack.com/api/chat.postMessage'

/** Slack: an incoming webhook (`api_url`), or an app (`app_token` and `channel`). */
export const slackKind: Kind<SlackSettings> = {
  sendResolved: false,
  rateLimit: CHAT_LIMIT,
  fields: {
    ...secretFields('api_url', 'app_token'),
    app_url: optionalText,
    channel: optionalText,
    username: optionalText,
    icon_emoji: optionalText,
    icon_url: optionalText,
    title: optionalText,
    text: optionalText,
  },
  unsupported: [
    'http_config',
    'timeout',
    'color',
    'title_link',
    'pretext',
    'message_text',
    'fields',
    'short_fields',
    'footer',
    'fallback',
    'callback_id',
    'image_url',
    'thumb_url',
    'link_names',
    'mrkdwn_in',
    'actions',
    'update_message',
  ],
  read(entry, reading) {
    const isWebhook = given(entry['api_url']) || given(entry['api_url_file'])
    const isApp = given(entry['app_token']) || given(entry['app_token_file'])
    if (isWebhook && isApp) reading.fault(['app_token'], 'api_url and app_token are given, and only one may be')
    const token = isWebhook
      ? undefined
      : reading.secret({ field: 'app_token', global: 'slack_app_token' }, { inHeader: true })
    const channel = reading.text({ field: 'channel' })
    if (token !== undefined && channel === undefined) reading.fault(['channel'], 'is missing: an app needs it')
    return {
      url:
        token === undefined
          ? reading.neededUrl({ field: 'api_url', global: 'slack_api_url' })
          : reading.url({ field: 'app_url', global: 'slack_app_url' }, APP_URL),
      token,
      channel,
      username: reading.text({ field: 'username' }),
      iconEmoji: reading.text({ field: 'icon_emoji' }),
      iconUrl: reading.text({ field: 'icon_url' }),
      title: reading.template('title'),
      text: reading.template('text'),
    }
  },
}

const given = (value: unknown): boolean => value !== undefined && value !== null && value !== ''
