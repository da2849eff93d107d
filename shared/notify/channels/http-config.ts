import * as z from 'zod/mini'
import type { Reading } from './reading.ts'
import { Secret } from './types.ts'

const text = z.optional(z.nullable(z.string()))

/** Of Alertmanager's `http_config` what says who is asking. How a connection is made is AuditFlow's own. */
export const httpConfig = z.optional(
  z.nullable(
    z.strictObject({
      authorization: z.optional(z.strictObject({ type: text, credentials: text, credentials_file: text })),
      basic_auth: z.optional(z.strictObject({ username: text, password: text, password_file: text })),
    }),
  ),
)

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** The `Authorization` header of `http_config`; undefined when there is none. */
export function authorizationOf(config: unknown, reading: Reading): Secret | undefined {
  const { authorization, basic_auth } = (config ?? {}) as NonNullable<z.infer<typeof httpConfig>>
  if (authorization !== undefined && basic_auth !== undefined)
    reading.fault(['http_config'], 'has both authorization and basic_auth')
  if (authorization !== undefined) {
    const type = authorization.type ?? 'Bearer'
    if (!TOKEN.test(type)) reading.fault(['http_config', 'authorization', 'type'], 'is no name of an authorization')
    const inner = reading.within(['http_config', 'authorization'], authorization)
    return headerOf(`${type} ${inner.neededSecret({ field: 'credentials' }).reveal()}`, reading)
  }
  if (basic_auth === undefined) return undefined
  const password = reading.within(['http_config', 'basic_auth'], basic_auth).secret({ field: 'password' })
  const credentials = `${basic_auth.username ?? ''}:${password?.reveal() ?? ''}`
  return new Secret(`Basic ${Buffer.from(credentials).toString('base64')}`)
}

function headerOf(header: string, reading: Reading): Secret {
  if (!/^[\x20-\x7e]*$/.test(header)) reading.fault(['http_config', 'authorization'], 'is no text for a header')
  return new Secret(header)
}
