import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { AUDIT_EVENT } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { decodeHttp } from '../../shared/events/http.ts'

export type Request = { function: string; path: string; ids: string[] }
type Answer = (request: Request) => number | Promise<number>

/** The functions of a test, behind one address as behind a gateway: `/NAME/path`. They answer 202 unless told otherwise. */
export async function testFunctions() {
  const requests: Request[] = []
  let answer: Answer = () => 202
  const server = createServer(async (incoming, outgoing) => {
    const [, name = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(incoming.url ?? '') ?? []
    const request = { function: name, path, ids: await readIds(incoming) }
    requests.push(request)
    outgoing.writeHead(await answer(request)).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/{name}`,
    requests,
    /** The ids of the events that came to a function, in the order in which they came. */
    idsAt: (name: string, path = '/') =>
      requests.filter((one) => one.function === name && one.path === path).flatMap(({ ids }) => ids),
    behave(next: Answer) {
      answer = next
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function readIds(incoming: IncomingMessage): Promise<string[]> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk)
  const headers = new Headers(incoming.headers as Record<string, string>)
  return decodeHttp(headers, Buffer.concat(chunks), '2000-01-01T00:00:00Z').events.map(({ id }) => id)
}

/** An event of a type that a queue is bound for. */
export function eventOf(id: string, type: string = AUDIT_EVENT): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source: '/connector-test',
    type,
    time: '2026-11-25T10:00:00Z',
    datacontenttype: 'application/json',
    data: { id },
    extensions: {},
  }
}
