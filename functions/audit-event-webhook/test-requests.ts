import { createHmac } from 'node:crypto'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { handle, type Ports, type Secrets } from './handle.ts'

export const NOW = Date.UTC(2026, 0, 1)
export const TOKEN = { authorization: 'Bearer new-token' }
export const JSON_TYPE = { 'content-type': 'application/json' }
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export type Options = {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  ports?: Partial<Ports>
}

export const NO_SECRETS: Secrets = {
  ingestTokens: [],
  basic: [],
  githubSecrets: [],
  slackSecrets: [],
  webhookSecrets: [],
  snsTopics: [],
  pubsubAudiences: [],
  pubsubAccounts: [],
}
export const SECRETS: Secrets = {
  ...NO_SECRETS,
  ingestTokens: ['old-token', 'new-token'],
  githubSecrets: ['old-secret', 'new-secret'],
}

/** What no test should reach unless it brings its own. */
const unreachable = (what: string) => () => Promise.reject(new Error(`${what}: not to be asked for`))

/** Ports with a publisher that takes everything and nothing to reach outside, save what a test brings. */
export function portsWith(given: Partial<Ports>): Ports {
  return {
    publisher: { publish: async () => undefined, close: async () => undefined },
    clock: () => NOW,
    secrets: SECRETS,
    log: silent,
    egress: unreachable('egress'),
    snsCertificates: unreachable('certificates'),
    googleKeys: unreachable('keys'),
    ...given,
  }
}

/** Sends one request to the handler; gives the answer and what was published. */
export async function send(path: string, { method = 'POST', headers = {}, body, ports = {} }: Options = {}) {
  const published: CloudEvent[][] = []
  const publisher = {
    publish: async (events: readonly CloudEvent[]) => void published.push([...events]),
    close: async () => undefined,
  }
  const init = { method, headers, body: (body ?? null) as BodyInit | null }
  const request = new Request(`http://localhost${path}`, init)
  const response = await handle(request, portsWith({ publisher, ...ports }))
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    published,
    calls: published.length,
    events: published.flat(),
  }
}

export function post(source: string, body: string | Uint8Array, headers: Record<string, string> = {}) {
  return send(`/sources/${source}`, { body, headers: { ...TOKEN, ...JSON_TYPE, ...headers } })
}

export function sign(body: string | Uint8Array, secret = 'new-secret') {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
}
