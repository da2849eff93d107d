import { once } from 'node:events'
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

/** Stands between an API server and the webhook, and ends TLS, without which an API server sends no token. */
export async function createAuditProxy(target: string, tls: { cert: Buffer; key: Buffer }): Promise<AuditProxy> {
  const server = createServer(tls, async (request, response) => {
    try {
      const list = JSON.parse(await text(request)) as { items: unknown[] }
      proxy.onBatch?.(list.items)
      const { authorization = '', 'content-type': type = '' } = request.headers
      const answer = await fetch(target, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body: JSON.stringify(list),
      })
      if (answer.status === 202) proxy.accepted++
      else proxy.failed++
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
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
