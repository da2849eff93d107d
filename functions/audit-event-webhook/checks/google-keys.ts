import type { JWTVerifyGetKey } from 'jose'
import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Clock } from '../../../shared/ports/ports.ts'
import type { Egress } from '../egress/fetch-pinned.ts'

/** https://accounts.google.com/.well-known/openid-configuration names it. */
const KEYS = new URL('https://www.googleapis.com/oauth2/v3/certs')
const HOST = /^www\.googleapis\.com$/
/** Google changes its keys every few days and shows a new one hours before it is used. */
const MAX_AGE_MS = 6 * 60 * 60_000
/** Whoever makes up key ids can't make us ask Google more often. */
const BETWEEN_MS = 60_000

/**
 * Google's keys, kept, and fetched again when they are old or when a token names one that is not among them, at most
 * once a minute. The key function throws Unavailable when there are none to be had.
 */
export function googleKeys(egress: Egress, clock: Clock): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | undefined
  let fetchedAtMs = Number.NEGATIVE_INFINITY
  let triedAtMs = Number.NEGATIVE_INFINITY
  let pending: Promise<void> | undefined

  const fetch = async () => {
    triedAtMs = clock()
    try {
      const { status, body } = await egress(KEYS, HOST)
      if (status !== 200) throw new Error(`answered ${status}`)
      const { createLocalJWKSet } = await import('jose')
      keys = createLocalJWKSet(JSON.parse(body.toString()))
      fetchedAtMs = clock()
    } catch (cause) {
      throw new Unavailable(`Google's keys could not be fetched: ${(cause as Error).message}`, { cause })
    }
  }
  const mayFetch = () => pending !== undefined || clock() - triedAtMs >= BETWEEN_MS
  const refresh = async () => {
    pending ??= fetch().finally(() => {
      pending = undefined
    })
    await pending
  }

  return async (header, token) => {
    if (keys === undefined || clock() - fetchedAtMs > MAX_AGE_MS) {
      if (!mayFetch()) throw new Unavailable("Google's keys could not be fetched a moment ago")
      await refresh()
    }
    try {
      return await (keys as JWTVerifyGetKey)(header, token)
    } catch (fault) {
      if ((fault as { code?: string }).code !== 'ERR_JWKS_NO_MATCHING_KEY' || !mayFetch()) throw fault
      await refresh()
      return await (keys as JWTVerifyGetKey)(header, token)
    }
  }
}
