import type { Item } from '../../shared/normalise/normalise.ts'
import type { Context, Source } from '../../shared/normalise/source.ts'
import { SOURCES } from '../../shared/normalise/sources/index.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { checkSignature } from './check-signature.ts'
import { checkToken } from './check-token.ts'
import { handOver } from './hand-over.ts'
import { formatOf } from './media-type.ts'
import { MAX_BODY_BYTES, type Ports } from './ports.ts'
import { readBody } from './read-body.ts'
import { receiveCloudEvents } from './receive-cloudevents.ts'
import { receiveSource } from './receive-source.ts'
import { Refusal, reply } from './reply.ts'

export type { Ports, Secrets } from './ports.ts'

/** The path of records whose product is to be recognised. */
const AUTO = 'auto'
const SOURCE_PATH = /^\/sources\/([^/]+)$/

/**
 * Takes audit events over HTTP: CloudEvents on `POST /`, providers' own formats on `POST /sources/NAME`.
 * Answers 202 once the broker has confirmed everything in the request; README.md lists every other answer.
 */
export async function handle(request: Request, ports: Ports): Promise<Response> {
  try {
    return await route(request, ports)
  } catch (fault) {
    return answerFault(fault, request, ports)
  }
}

function route(request: Request, ports: Ports): Promise<Response> | Response {
  const path = new URL(request.url).pathname.replace(/(?<=.)\/$/, '')
  if (path === '/') {
    if (request.method === 'OPTIONS') return consent(request.headers)
    onlyPost(request, 'POST, OPTIONS')
    return takeCloudEvents(request, ports)
  }
  const name = SOURCE_PATH.exec(path)?.[1]
  if (name === undefined) throw new Refusal(404, 'not found: POST to / or to /sources/NAME')
  const source = SOURCES.get(name)
  if (source === undefined && name !== AUTO)
    throw new Refusal(404, `unknown source: known are ${[...SOURCES.keys(), AUTO].join(', ')}`)
  onlyPost(request, 'POST')
  return takeSource(name, source, request, ports)
}

async function takeCloudEvents(request: Request, ports: Ports): Promise<Response> {
  checkToken(request.headers, ports.secrets.ingestTokens)
  const { content } = await readBody(request, maxBytesOf(ports))
  return finish(receiveCloudEvents(content, contextOf(request, ports)), '/', request, ports)
}

async function takeSource(name: string, source: Source | undefined, request: Request, ports: Ports): Promise<Response> {
  const isGithub = name === 'github' || name === AUTO
  const signature = isGithub ? request.headers.get('x-hub-signature-256') : null
  if (signature === null) checkToken(request.headers, ports.secrets.ingestTokens)
  const format = formatOf(request.headers, isGithub)
  const body = await readBody(request, maxBytesOf(ports))
  if (signature !== null) checkSignature(signature, body, ports.secrets.githubSecrets)
  const items = receiveSource(source, body.content, format, contextOf(request, ports))
  return finish(items, `/sources/${name}`, request, ports)
}

function finish(items: Item[], origin: string, request: Request, ports: Ports): Promise<Response> {
  return handOver(items, origin, request.headers, ports)
}

function contextOf(request: Request, ports: Ports): Context {
  return { headers: request.headers, receivedAtMs: ports.clock() }
}

function maxBytesOf(ports: Ports): number {
  return ports.limits?.maxBodyBytes ?? MAX_BODY_BYTES
}

function onlyPost(request: Request, allow: string): void {
  if (request.method !== 'POST') throw new Refusal(405, `method not allowed: use ${allow}`, { allow })
}

/** The validation handshake of HTTP 1.1 Web Hooks for Event Delivery 1.0.2, section 4. */
function consent(headers: Headers): Response {
  const origin = headers.get('webhook-request-origin')
  const granted = { 'webhook-allowed-origin': origin ?? '', 'webhook-allowed-rate': '*' }
  return new Response(null, { status: 200, headers: { allow: 'POST', ...(origin !== null && granted) } })
}

function answerFault(fault: unknown, request: Request, { log }: Ports): Response {
  const path = new URL(request.url).pathname
  if (fault instanceof Refusal) {
    log.warn('request refused', { path, status: fault.status, reason: fault.message })
    return reply(fault.status, { error: fault.message }, fault.headers)
  }
  if (fault instanceof Unavailable) {
    log.error('events could not be handed over', { path, reason: fault.message })
    const later = { 'retry-after': String(fault.retryAfterSeconds) }
    return reply(503, { error: 'the events could not be handed over: send them again' }, later)
  }
  log.error('unexpected fault', {
    path,
    error: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
  })
  return reply(500, { error: 'internal error' })
}
