import { basic } from './basic.ts'
import { Secret } from './types.ts'

/**
 * An address that is a secret: of it only `origin`, which ends in a slash, may be shown. A user and password in it are not part of
 * `rest`.
 */
export type SecretUrl = { origin: string; rest: Secret; authorization?: Secret }

/** @returns the reason when it is none; it never has the text */
export function readUrl(text: string): SecretUrl | string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'is no URL'
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be a URL of http or https'
  const { username, password } = url
  const origin = `${url.origin}/`
  const rest = new Secret(`${url.pathname}${url.search}`.slice(1))
  if (username === '' && password === '') return { origin, rest }
  const user = decoded(username)
  const secret = decoded(password)
  if (user === undefined || secret === undefined) return 'has a user or password that is not percent-encoded'
  return { origin, rest, authorization: basic(user, secret) }
}

/** `%40` is `@`; undefined where a `%` stands for nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}
