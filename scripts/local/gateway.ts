import { randomUUID } from 'node:crypto'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Log } from '../../shared/ports/ports.ts'
import type { LocalFunction } from './function-process.ts'

const FUNCTION_PATH = /^\/function\/([a-z0-9-]+)(?:\.[a-z0-9-]+)?(\/[^?]*)?(\?.*)?$/
const ASYNC_PATH = /^\/async-function\/([a-z0-9-]+)(?:\.[a-z0-9-]+)?(\/[^?]*)?(\?.*)?$/
/** Hop-by-hop headers are not passed on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']
const ASYNC_BODY_LIMIT = 16 * 1024 * 1024

/** OpenFaaS' routes on one machine: `/function/NAME…`, `/async-function/NAME…`, `/healthz`; anything else is the dashboard's. */
export function gateway(functions: ReadonlyMap<string, LocalFunction>, home: string, log: Log): Server {
  return createServer((incoming, answer) => {
    const url = incoming.url ?? '/'
    if (url === '/healthz') return void answer.end('OK')
    const asynchronous = ASYNC_PATH.exec(url)
    const named = asynchronous ?? FUNCTION_PATH.exec(url)
    const target = functions.get(named?.[1] ?? home)
    const path = named ? `${named[2] ?? '/'}${named[3] ?? ''}` : url
    if (target === undefined || (named === null && url.startsWith('/function/')))
      return refuse(answer, 404, `no function of that name; there are ${[...functions.keys()].join(', ')}`)
    if (asynchronous) return void acceptLater(incoming, answer, target, path, log)
    if (named && named[2] === undefined && incoming.method === 'GET' && named[1] === home) {
      // Pages have relative links, which need the slash.
      answer.writeHead(308, { location: `/function/${home}/${named[3] ?? ''}` })
      return void answer.end()
    }
    return void forward(incoming, answer, target, path, log)
  })
}

async function forward(
  incoming: IncomingMessage,
  answer: ServerResponse,
  target: LocalFunction,
  path: string,
  log: Log,
): Promise<void> {
  try {
    const upstream = await target.send(
      { method: incoming.method, path, headers: passedHeaders(incoming) },
      hasBody(incoming) ? incoming : undefined,
    )
    answer.on('close', () => upstream.destroy())
    upstream.on('error', () => answer.destroy())
    answer.writeHead(upstream.statusCode ?? 502, endToEnd(upstream.headers))
    upstream.pipe(answer)
  } catch (error) {
    log.warn('function did not answer', { function: target.name, reason: (error as Error).message })
    if (answer.headersSent) answer.destroy()
    else refuse(answer, 502, `${target.name} did not answer`)
  }
}

/** As OpenFaaS' queue: accepted at once, called once, the outcome only logged. Held in memory: not for audit events. */
async function acceptLater(
  incoming: IncomingMessage,
  answer: ServerResponse,
  target: LocalFunction,
  path: string,
  log: Log,
): Promise<void> {
  if (incoming.method !== 'POST') return refuse(answer, 405, 'an async function takes POST only')
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > ASYNC_BODY_LIMIT) return refuse(answer, 413, `body: larger than ${ASYNC_BODY_LIMIT} bytes`)
    chunks.push(chunk)
  }
  const headers = passedHeaders(incoming)
  answer.writeHead(202, { 'x-call-id': headers['x-call-id'] })
  answer.end()
  try {
    const upstream = await target.send({ method: 'POST', path, headers }, Buffer.concat(chunks))
    upstream.resume()
    log.info('async call answered', { function: target.name, status: upstream.statusCode })
  } catch (error) {
    log.warn('async call failed', { function: target.name, reason: (error as Error).message })
  }
}

function passedHeaders(incoming: IncomingMessage) {
  return {
    ...endToEnd(incoming.headers),
    'x-call-id': randomUUID(),
    'x-start-time': String(Date.now() * 1_000_000),
    'x-forwarded-for': incoming.socket.remoteAddress ?? '',
    'x-forwarded-host': incoming.headers.host ?? '',
  }
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)))
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function refuse(answer: ServerResponse, status: number, error: string): void {
  answer.writeHead(status, { 'content-type': 'application/json' })
  answer.end(JSON.stringify({ error }))
}
