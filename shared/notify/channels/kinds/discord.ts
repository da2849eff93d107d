import type { Template } from '../../templates/template.ts'
import { CHAT_LIMIT, type Kind } from '../kind.ts'
import { optionalText, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'

export type DiscordSettings = {
  url: SecretUrl
  content: Template | undefined
  title: Template | undefined
  message: Template | undefined
  username: string | undefined
  avatarUrl: string | undefined
}

/** A webhook of a Discord channel. */
export const discordKind: Kind<DiscordSettings> = {
  sendResolved: true,
  rateLimit: CHAT_LIMIT,
  fields: {
    ...secretFields('webhook_url'),
    content: optionalText,
    title: optionalText,
    message: optionalText,
    username: optionalText,
    avatar_url: optionalText,
  },
  unsupported: ['http_config'],
  read(_, reading) {
    const username = reading.text({ field: 'username' })
    if (username !== undefined && username.length > 80) reading.fault(['username'], 'is longer than 80 characters')
    return {
      url: reading.neededUrl({ field: 'webhook_url' }),
      content: reading.template('content'),
      title: reading.template('title'),
      message: reading.template('message'),
      username,
      avatarUrl: reading.text({ field: 'avatar_url' }),
    }
  },
}
