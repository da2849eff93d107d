import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string }
/** `hang`: never answers; `reset`: cuts the connection; `garbage`: answers what is no HTTP. */
export type Reply =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'reset'
  | 'garbage'
  | 'hang in the body'

export type Receiver = {
  origin: string
  port: number
  received: Received[]
  /** Decides each reply. */
  reply: (received: Received) => Reply
  close(): Promise<void>
}

/** A far side on a real socket of this machine. */
export async function startReceiver(): Promise<Receiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString('utf8'),
    }
    receiver.received.push(received)
    const reply = receiver.reply(received)
    if (typeof reply !== 'string') response.writeHead(reply.status, reply.headers).end(reply.body)
    else if (reply === 'hang in the body') response.writeHead(200).write('{"o')
    else if (reply !== 'hang') cut(request.socket, reply)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    origin: `http://127.0.0.1:${port}`,
    port,
    received: [],
    reply: () => ({ status: 204 }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return receiver
}

function cut(socket: Socket, how: 'reset' | 'garbage'): void {
  if (how === 'reset') socket.resetAndDestroy()
  else socket.end('220 mail.example.com ESMTP ready\r\n')
}
