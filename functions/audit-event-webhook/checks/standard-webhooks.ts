import { asBuffer } from '../as-buffer.ts'
import { formsOf, type SignatureScheme } from './check.ts'
import { unauthorised } from './unauthorised.ts'
import { isRecent } from './window.ts'

const HEADER = 'webhook-signature'
const TIME = 'webhook-timestamp'

/**
 * `webhook-signature`, one or several of HMAC-SHA256 over `id.timestamp.body`, no older than 5 minutes.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const standardWebhooks: SignatureScheme = {
  marks: (headers) => headers.has(HEADER),
  check({ headers, atMs }, { secrets }) {
    if (!isRecent(headers.get(TIME), atMs)) throw unauthorised(`${TIME}: not within 5 minutes of now`)
    const signed = Object.fromEntries(['webhook-id', TIME, HEADER].map((name) => [name, headers.get(name) ?? '']))
    return async (body) => {
      const { Webhook } = await import('standardwebhooks')
      const isSignedWith = (secret: string, form: Uint8Array) => {
        try {
          new Webhook(secret).verify(asBuffer(form), signed, {
            jsonParse: false,
          })
          return true
        } catch {
          // Only whether it verifies counts here; that is all a thrown error says.
          return false
        }
      }
      const matches = secrets.webhookSecrets.flatMap((secret) =>
        formsOf(body).map((form) => isSignedWith(secret, form)),
      )
      if (!matches.includes(true)) throw unauthorised(`${HEADER}: matches no secret in AUDITFLOW_INGEST_WEBHOOK_SECRET`)
    }
  },
}
