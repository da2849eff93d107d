import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** Standard Webhooks: 24 to 64 random bytes. */
const SHORTEST_SECRET_BYTES = 24
const LONGEST_SECRET_BYTES = 64

/**
 * Reads signing secrets: `whsec_` and base64, several separated by spaces or commas while one replaces another.
 * @throws Error saying which one is wrong, without its text
 */
export function parseSecrets(text: string): Buffer[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length === 0) throw new Error('no secret given')
  return words.map((word, index) => parseSecret(word, `secret ${index + 1} of ${words.length}`))
}

/**
 * The `webhook-signature` header of Standard Webhooks 1.0: for every secret `v1,` and the base64 of HMAC-SHA256 over
 * `id.timestamp.body`, separated by spaces.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @param timestamp whole seconds since 1970 UTC
 */
export function signWebhook(id: string, timestamp: number, body: string, secrets: readonly Buffer[]): string {
  const sign = (secret: Buffer) => createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return secrets.map((secret) => `v1,${sign(secret)}`).join(' ')
}

function parseSecret(word: string, which: string): Buffer {
  const encoded = word.slice(PREFIX.length)
  if (!word.startsWith(PREFIX) || !BASE64.test(encoded)) throw new Error(`${which}: is not ${PREFIX} and base64`)
  const secret = Buffer.from(encoded, 'base64')
  if (secret.length < SHORTEST_SECRET_BYTES || secret.length > LONGEST_SECRET_BYTES)
    throw new Error(`${which}: has ${secret.length} bytes, not ${SHORTEST_SECRET_BYTES} to ${LONGEST_SECRET_BYTES}`)
  return secret
}
