import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'

/** Longer than proxies keep an idle connection: whoever reuses one should not find it just closed. */
const KEEP_ALIVE_MS = 75_000
/** RabbitMQ's frame, which holds an event's attributes, has up to 128 KiB; percent-encoding may triple them. */
const MAX_HEADER_BYTES = 512 * 1024
/** HTTP/1.0 needs no `Host`. */
const NO_HOST = 'localhost'

/** Listens on every address of the machine; what is no HTTP request gets a line of text. @throws when the port is taken */
export function listen(fetch: (request: Request) => Response | Promise<Response>, port: number): Promise<Server> {
  const answer = getRequestListener(fetch, { hostname: NO_HOST, errorHandler: unreadable })
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS },
    (incoming, outgoing) => answer(incoming, outgoing),
  )
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, () => resolve(server))
  })
}

function unreadable(): Response {
  return new Response('bad request\n', { status: 400, headers: { 'content-type': 'text/plain' } })
}
