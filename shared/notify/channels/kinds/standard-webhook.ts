import { parseSecrets } from '../../sign-webhook.ts'
import { httpConfig, targetOf } from '../http-config.ts'
import type { Kind } from '../kind.ts'
import { type Reading, secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import type { Secret } from '../types.ts'

export type StandardWebhookSettings = {
  url: SecretUrl
  authorization: Secret | undefined
  /** As `parseSecrets` reads them. */
  secret: Secret
}

/** A webhook signed as Standard Webhooks 1.0 says. */
export const standardWebhookKind: Kind<StandardWebhookSettings> = {
  sendResolved: true,
  rateLimit: null,
  fields: { ...secretFields('url', 'secret'), http_config: httpConfig },
  unsupported: [],
  read: (entry, reading) => ({ ...targetOf(entry, reading), secret: signingSecret(reading) }),
}

function signingSecret(reading: Reading): Secret {
  const before = reading.faults.length
  const secret = reading.neededSecret({ field: 'secret' })
  if (reading.faults.length > before) return secret
  try {
    parseSecrets(secret.reveal())
  } catch (error) {
    reading.fault(['secret'], (error as Error).message)
  }
  return secret
}
