import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { Unauthorized } from './faults.ts'

/** Lets a request through that knows the token, as a bearer token or as the password of any user. */
export function requireToken(token: string | undefined): MiddlewareHandler {
  return async (c, next) => {
    if (!knowsToken(c.req.header('authorization'), token))
      throw new Unauthorized('give the access token as password, or as a bearer token')
    await next()
  }
}

/** Whether an authorization header holds the token; where there is none to know, everybody does. */
export function knowsToken(authorization: string | undefined, token: string | undefined): boolean {
  return token === undefined || same(givenToken(authorization), token)
}

/** Whether the request carries a bearer token, which no other site can make a browser send. */
export function hasBearer(authorization: string | undefined): boolean {
  return /^bearer /i.test(authorization ?? '')
}

/** The user name of basic authentication; undefined where there is none. */
export function userOf(authorization: string | undefined): string | undefined {
  const [, credentials = ''] = /^basic +(\S+) *$/i.exec(authorization ?? '') ?? []
  const name = Buffer.from(credentials, 'base64').toString().split(':')[0]?.trim()
  return name === '' ? undefined : name
}

function givenToken(authorization: string | undefined): string {
  const [, scheme, credentials] = /^(basic|bearer) +(\S+) *$/i.exec(authorization ?? '') ?? []
  if (scheme === undefined || credentials === undefined) return ''
  if (scheme.toLowerCase() === 'bearer') return credentials
  const pair = Buffer.from(credentials, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}

/** Hashed first, so that neither content nor length shows in the time it takes. */
function same(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
