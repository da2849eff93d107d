import { createHash, timingSafeEqual } from 'node:crypto'
import { Refusal } from './reply.ts'

const BEARER = /^bearer +(\S+)$/i

/** One answer for every way to fail, so that it tells an intruder nothing. */
export function unauthorised(): Refusal {
  return new Refusal(401, 'unauthorised', { 'www-authenticate': 'Bearer' })
}

/**
 * Checks `Authorization: Bearer TOKEN` (RFC 6750) against every valid token, in constant time. Without a valid token
 * nobody is let in.
 * @throws Refusal 401
 */
export function checkToken(headers: Headers, tokens: readonly string[]): void {
  const given = digest(BEARER.exec(headers.get('authorization') ?? '')?.[1] ?? '')
  const matches = tokens.filter((token) => token !== '').map((token) => timingSafeEqual(digest(token), given))
  if (!matches.includes(true)) throw unauthorised()
}

/** Equal lengths for any input, which the constant-time comparison needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
