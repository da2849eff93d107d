import { once } from 'node:events'
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

export const RECEIVER_SECRET = `whsec_${Buffer.from('a secret of 32 bytes for testing').toString('base64')}`

/** `alerts`: the ids of those that the message tells of. */
export type Received = { id: string; alerts: string[] }

/** An HTTP receiver of webhooks that checks each signature and remembers what came. */
export async function createReceiver() {
  const received: Received[] = []
  const webhook = new Webhook(RECEIVER_SECRET)
  const server = createServer(async (request, answer) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    try {
      const body = webhook.verify(Buffer.concat(chunks).toString(), request.headers as Record<string, string>)
      const { alerts } = (body as { data: { alerts: { alert_id: string }[] } }).data
      received.push({ id: String(request.headers['webhook-id']), alerts: alerts.map(({ alert_id }) => alert_id) })
      answer.writeHead(204).end()
    } catch {
      answer.writeHead(401).end()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/alerts`,
    received,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
