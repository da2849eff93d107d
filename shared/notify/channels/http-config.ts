import * as z from 'zod/mini'
import { basic } from './basic.ts'
import type { Reading } from './reading.ts'
import type { SecretUrl } from './secret-url.ts'
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

/** Where a webhook is, and the `Authorization` header it is asked with: that of `http_config`, else of a user in its URL. */
export function targetOf(
  entry: Readonly<Record<string, unknown>>,
  reading: Reading,
): { url: SecretUrl; authorization: Secret | undefined } {
  const url = reading.neededUrl({ field: 'url' }, { mayHaveUser: true })
  return { url, authorization: authorizationOf(entry['http_config'], reading) ?? url.authorization }
}

function authorizationOf(config: unknown, reading: Reading): Secret | undefined {
  const { authorization, basic_auth } = (config ?? {}) as NonNullable<z.infer<typeof httpConfig>>
  if (authorization !== undefined && basic_auth !== undefined)
    reading.fault(['http_config'], 'has both authorization and basic_auth')
  if (authorization !== undefined) {
    const type = authorization.type ?? 'Bearer'
    if (!TOKEN.test(type)) reading.fault(['http_config', 'authorization', 'type'], 'is no name of an authorization')
    const inner = reading.within(['http_config', 'authorization'], authorization)
    return new Secret(`${type} ${inner.neededSecret({ field: 'credentials' }, { inHeader: true }).reveal()}`)
  }
  if (basic_auth === undefined) return undefined
  const password = reading.within(['http_config', 'basic_auth'], basic_auth).secret({ field: 'password' })
  return basic(basic_auth.username ?? '', password?.reveal() ?? '')
}
