import * as z from 'zod/mini'
import type { Template } from '../../templates/template.ts'
import { CHAT_LIMIT, type Kind } from '../kind.ts'
import { optionalText, type Reading, secretFields } from '../reading.ts'
import type { Secret } from '../types.ts'

export type EmailSettings = {
  to: readonly string[]
  from: string
  host: string
  port: number
  /** What the client calls itself. */
  hello: string | undefined
  username: string | undefined
  password: Secret | undefined
  requireTls: boolean
  /** TLS from the first byte, as on port 465, rather than by STARTTLS. */
  implicitTls: boolean
  tls: { ca: string | undefined; serverName: string | undefined; isUnverified: boolean }
  headers: Readonly<Record<string, Template>>
  subject: Template | undefined
  html: Template | undefined
  text: Template | undefined
  isThreaded: boolean
}

const IMPLICIT_TLS_PORT = 465
/** One address, or a name and an address in angle brackets; nothing that could begin another header. */
const ADDRESS = /^[^\s<>,;:"\\()[\]\p{Cc}]+@[^\s<>,;:"\\()[\]\p{Cc}]+$/u
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,75}$/
/** Headers that say what a mail is and who gets it: they are made, not configured. */
const OWN_HEADERS =
  /^(to|from|cc|bcc|message-id|date|mime-version|content-.*|sender|dkim-signature|received|return-path|auto-submitted|references|in-reply-to)$/i

const tlsConfig = z.optional(
  z.nullable(
    z.strictObject({
      ca_file: optionalText,
      server_name: optionalText,
      insecure_skip_verify: z.optional(z.boolean()),
    }),
  ),
)

/** A mail by SMTP: HTML, and the same as plain text. */
export const emailKind: Kind<EmailSettings> = {
  sendResolved: false,
  rateLimit: CHAT_LIMIT,
  fields: {
    ...secretFields('auth_password'),
    to: z.string(),
    from: optionalText,
    smarthost: optionalText,
    hello: optionalText,
    auth_username: optionalText,
    require_tls: z.optional(z.boolean()),
    force_implicit_tls: z.optional(z.boolean()),
    tls_config: tlsConfig,
    headers: z.optional(z.record(z.string(), z.string())),
    html: optionalText,
    text: optionalText,
    threading: z.optional(
      z.strictObject({ enabled: z.optional(z.boolean()), thread_by_date: z.optional(z.literal('none')) }),
    ),
  },
  unsupported: ['auth_secret', 'auth_secret_file', 'auth_identity'],
  read(entry, reading) {
    refuseGlobals(reading)
    const [host, port] = smarthostOf(reading)
    const { Subject, ...headers } = headersOf(entry, reading)
    const threading = (entry['threading'] ?? {}) as { enabled?: boolean }
    return {
      to: addressesOf('to', entry['to'] as string, reading),
      from: fromOf(reading),
      host,
      port,
      hello: helloOf(reading),
      username: reading.text({ field: 'auth_username', global: 'smtp_auth_username' }),
      password: reading.secret({ field: 'auth_password', global: 'smtp_auth_password' }),
      requireTls: reading.flag({ field: 'require_tls', global: 'smtp_require_tls' }, true),
      implicitTls: reading.flag(
        { field: 'force_implicit_tls', global: 'smtp_force_implicit_tls' },
        port === IMPLICIT_TLS_PORT,
      ),
      tls: tlsOf(entry, reading),
      headers,
      subject: Subject,
      html: reading.template('html', { html: true }),
      text: reading.template('text'),
      isThreaded: threading.enabled === true,
    }
  },
}

function smarthostOf(reading: Reading): [string, number] {
  const text = reading.text({ field: 'smarthost', global: 'smtp_smarthost' })
  if (text === undefined) {
    reading.fault([], 'smarthost is missing, nor is smtp_smarthost in global')
    return ['', 0]
  }
  const [, bracketed, plain, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(text) ?? []
  const number = Number(port)
  if (port === undefined || number < 1 || number > 65_535) reading.fault(['smarthost'], 'must be HOST:PORT')
  return [bracketed ?? plain ?? '', number]
}

function fromOf(reading: Reading): string {
  const text = reading.text({ field: 'from', global: 'smtp_from' })
  if (text === undefined) reading.fault([], 'from is missing, nor is smtp_from in global')
  return text === undefined ? '' : (addressesOf('from', text, reading)[0] ?? '')
}

/** Addresses as nodemailer takes them, each checked. */
function addressesOf(field: string, text: string, reading: Reading): string[] {
  const parts = text.split(',').map((part) => part.trim())
  for (const part of parts) {
    const [, name = '', inner = part] = /^([^<>]*)<([^<>]*)>$/.exec(part) ?? []
    if (!ADDRESS.test(inner) || /[\p{Cc}"\\]/u.test(name))
      reading.fault([field], `${JSON.stringify(part.slice(0, 100))} is no address: NAME@HOST, or Name <NAME@HOST>`)
  }
  return parts
}

function helloOf(reading: Reading): string | undefined {
  const hello = reading.text({ field: 'hello', global: 'smtp_hello' })
  if (hello !== undefined && !/^[A-Za-z0-9.:[\]_-]{1,255}$/.test(hello))
    reading.fault(['hello'], 'is no name of a host')
  return hello
}

function headersOf(entry: Readonly<Record<string, unknown>>, reading: Reading): Record<string, Template> {
  const headers: Record<string, Template> = {}
  for (const [given, source] of Object.entries((entry['headers'] ?? {}) as Record<string, string>)) {
    const name = given.toLowerCase() === 'subject' ? 'Subject' : given
    if (!HEADER_NAME.test(name)) reading.fault(['headers', given], 'is no name of a header')
    else if (OWN_HEADERS.test(name)) reading.fault(['headers', given], 'is set by AuditFlow')
    else if (Object.keys(headers).some((other) => other.toLowerCase() === name.toLowerCase()))
      reading.fault(['headers', given], 'is given twice')
    else headers[name] = reading.checked(['headers', given], source)
  }
  return headers
}

function tlsOf(entry: Readonly<Record<string, unknown>>, reading: Reading): EmailSettings['tls'] {
  const parsed = tlsConfig.safeParse(entry['tls_config'] ?? reading.global('smtp_tls_config'))
  if (!parsed.success) reading.fault(['tls_config'], 'smtp_tls_config in global has a field that is not supported')
  const config = parsed.data ?? {}
  return {
    ca: reading.within(['tls_config'], config).file('ca_file'),
    serverName: config.server_name ?? undefined,
    isUnverified: config.insecure_skip_verify === true,
  }
}

/** What would be left out of every mail without a word. */
function refuseGlobals(reading: Reading): void {
  for (const name of ['smtp_auth_secret', 'smtp_auth_secret_file', 'smtp_auth_identity'])
    if (reading.global(name)) reading.fault([], `${name} in global is not supported by AuditFlow`)
}
