import type { Template } from '../../templates/template.ts'
import { CHAT_LIMIT, type Kind } from '../kind.ts'
import { optionalText, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'

export type TeamsSettings = { url: SecretUrl; title: Template | undefined; text: Template | undefined }

/** Microsoft Teams, by a workflow that posts what its webhook gets. */
export const teamsKind: Kind<TeamsSettings> = {
  sendResolved: true,
  rateLimit: CHAT_LIMIT,
  fields: { ...secretFields('webhook_url'), title: optionalText, text: optionalText },
  unsupported: ['http_config'],
  read: (_, reading) => ({
    url: reading.neededUrl({ field: 'webhook_url' }),
    title: reading.template('title'),
    text: reading.template('text'),
  }),
}
