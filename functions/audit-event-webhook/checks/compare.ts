import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Whether a text is one of the valid ones, in constant time; an empty one is never valid. */
export function isOneOf(given: string, valid: readonly string[]): boolean {
  const digest = sha256(given)
  const matches = valid.filter((text) => text !== '').map((text) => timingSafeEqual(sha256(text), digest))
  return matches.includes(true)
}

/**
 * Whether `given` is the hex HMAC-SHA256 of one of the messages under one of the secrets, in constant time. A message is
 * given in parts, so that a body need not be copied.
 */
export function isHmac(
  given: string,
  secrets: readonly string[],
  messages: readonly (string | Uint8Array)[][],
): boolean {
  const code = Buffer.from(given, 'hex')
  const matches = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => messages.map((parts) => hmac(secret, parts)))
    .map((expected) => code.length === expected.length && timingSafeEqual(code, expected))
  return matches.includes(true)
}

function hmac(secret: string, parts: readonly (string | Uint8Array)[]): Buffer {
  const sum = createHmac('sha256', secret)
  for (const part of parts) sum.update(part)
  return sum.digest()
}

/** Equal lengths for any input, which the constant-time comparison needs. */
function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
