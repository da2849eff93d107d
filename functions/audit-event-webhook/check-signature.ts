import { createHmac, timingSafeEqual } from 'node:crypto'
import { unauthorised } from './check-token.ts'
import type { Body } from './read-body.ts'

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i

/**
 * Checks `X-Hub-Signature-256`, the HMAC-SHA256 of the body, against every valid secret, in constant time.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 * A relay may have compressed the body before or after it was signed, so both forms are tried.
 * @throws Refusal 401
 */
export function checkSignature(signature: string, { content, sent }: Body, secrets: readonly string[]): void {
  const given = Buffer.from(SIGNATURE.exec(signature)?.[1] ?? '', 'hex')
  const forms = content === sent ? [content] : [content, sent]
  const matches = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => forms.map((form) => createHmac('sha256', secret).update(form).digest()))
    .map((expected) => given.length === expected.length && timingSafeEqual(given, expected))
  if (!matches.includes(true)) throw unauthorised()
}
