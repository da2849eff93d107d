import type { Level } from '../../shared/events/catalogue.ts'
import { buildMessage } from '../../shared/notify/build-message.ts'
import { type Answer, judgeAnswer } from '../../shared/notify/judge-answer.ts'
import { signWebhook } from '../../shared/notify/sign-webhook.ts'
import type { Channel } from './channel.ts'

const NAME = 'webhook'
const TIMEOUT_MS = 10_000

export type WebhookSettings = {
  level: Level
  /** http or https. A user and password in it are sent as basic authentication. */
  url: URL
  /** As `parseSecrets` reads them: one, or several while one replaces another. */
  secrets: readonly Buffer[]
  /** Milliseconds an attempt may take as a whole. */
  timeoutMs?: number
}

/** Posts an alert as JSON, signed as Standard Webhooks 1.0 says. Of the URL only its host is ever told. */
export function webhookChannel({ level, url, secrets, timeoutMs = TIMEOUT_MS }: WebhookSettings): Channel {
  const target = withoutCredentials(url)
  const authorization = basicAuthorization(url)
  return {
    name: NAME,
    level,
    async send(alert, now) {
      const message = buildMessage(alert, NAME)
      const id = message.data.notification_id
      const body = JSON.stringify(message)
      const timestamp = Math.floor(now / 1_000)
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'AuditFlow',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(id, timestamp, body, secrets),
        ...authorization,
      }
      return post(target, headers, body, timeoutMs, now)
    },
  }
}

async function post(
  url: URL,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
  now: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs)
  let response: Response
  try {
    response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
  } catch (fault) {
    return { kind: 'passing', reason: `${url.host} ${describe(fault, timeoutMs)}` }
  }
  // The status says it all: whatever the receiver writes is neither needed nor safe to keep.
  void response.body?.cancel().catch(() => undefined)
  return judgeAnswer(url.host, response.status, response.headers.get('retry-after'), now)
}

/** Only codes are told: fetch's own messages can quote the URL. */
function describe(fault: unknown, timeoutMs: number): string {
  if (fault instanceof Error && fault.name === 'TimeoutError') return `gave no answer within ${timeoutMs / 1_000} s`
  const cause = fault instanceof Error ? fault.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'network error'
  return `could not be reached (${code})`
}

/** fetch refuses URLs with a user or password. */
function withoutCredentials(url: URL): URL {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare
}

function basicAuthorization({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}
