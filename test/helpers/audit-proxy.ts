import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:https'
import { text } from 'node:stream/consumers'

export type AuditProxy = {
  url: string
  /** Called with the items of each audit batch that passes, which it may change; undefined: nothing is changed. */
  onBatch: ((items: unknown[]) => void) | undefined
  /** How many batches the webhook has accepted, and how many tries failed. */
  accepted: number
  failed: number
  close(): void
}

/**
 * Stands between an API server and the webhook, and ends TLS, without which an API server sends no token.
 * @param host the name that an ingress goes by, if it is not the target's own
 */
export async function createAuditProxy(
  target: string,
  tls: { cert: Buffer; key: Buffer },
  host = new URL(target).host,
): Promise<AuditProxy> {
  const server = createServer(tls, async (incoming, response) => {
    try {
      const list = JSON.parse(await text(incoming)) as { items: unknown[] }
      proxy.onBatch?.(list.items)
      const { authorization = '', 'content-type': type = '' } = incoming.headers
      const outgoing = request(target, { method: 'POST', headers: { host, authorization, 'content-type': type } })
      outgoing.end(JSON.stringify(list))
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
      if (answer.statusCode === 202) proxy.accepted++
      else proxy.failed++
      response.writeHead(answer.statusCode ?? 502, { 'content-type': 'application/json' }).end(await text(answer))
    } catch {
      // As a load balancer does whose backend is gone.
      proxy.failed++
      response.writeHead(502).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: AuditProxy = {
    url: `https://127.0.0.1:${(server.address() as { port: number }).port}`,
    onBatch: undefined,
    accepted: 0,
    failed: 0,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return proxy
}
