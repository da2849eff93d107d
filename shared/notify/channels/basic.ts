import { Secret } from './types.ts'

/** The `Authorization` header of basic authentication (RFC 7617). */
export function basic(user: string, password: string): Secret {
  return new Secret(`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
}
