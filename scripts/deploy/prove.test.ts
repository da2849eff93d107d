import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { prove } from './prove.ts'

type Answer = (incoming: IncomingMessage, body: string, outgoing: ServerResponse) => void
let close: (() => void) | undefined
afterEach(() => close?.())

/** An ingress in front of the two, which tells them apart by the Host header. */
async function ingress(webhook: Answer, dashboard: Answer) {
  const server = createServer(async (incoming, outgoing) => {
    const answer = incoming.headers.host === 'hook.lab.test' ? webhook : dashboard
    answer(incoming, await text(incoming), outgoing)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => server.close()
  const via = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return [
    { url: 'http://hook.lab.test', via, token: 'let-me-in' },
    { url: 'http://board.lab.test', via, token: 'let-me-look' },
  ] as const
}

it('sends one event and finds that very event, however late', async () => {
  let actor = ''
  let asked = 0
  const [webhook, dashboard] = await ingress(
    ({ method, url, headers }, body, outgoing) => {
      actor = (JSON.parse(body) as { actor: string }).actor
      const isRight = method === 'POST' && url === '/sources/json' && headers.authorization === 'Bearer let-me-in'
      outgoing.writeHead(isRight ? 202 : 401).end()
    },
    ({ url, headers }, _, outgoing) => {
      const isRight = url === `/api/v1/events?actor=${actor}` && headers.authorization === 'Bearer let-me-look'
      outgoing.writeHead(isRight ? 200 : 401).end(JSON.stringify({ events: ++asked < 3 ? [] : [{ actor }] }))
    },
  )
  await prove(webhook, dashboard, 10)
  expect(asked).toBe(3)
  expect(actor).toMatch(/^deploy-/)
})

it('says what the webhook answered when it never accepts', async () => {
  const [webhook, dashboard] = await ingress(
    (_incoming, _body, outgoing) => outgoing.writeHead(503).end('no queue'),
    (_incoming, _body, outgoing) => outgoing.end(),
  )
  await expect(prove(webhook, dashboard, 1)).rejects.toThrow('the webhook answered 503 no queue')
})

it('is not content with an event that was accepted only', async () => {
  const [webhook, dashboard] = await ingress(
    (_incoming, _body, outgoing) => outgoing.writeHead(202).end(),
    (_incoming, _body, outgoing) => outgoing.end(JSON.stringify({ events: [] })),
  )
  await expect(prove(webhook, dashboard, 1)).rejects.toThrow('the event was accepted, but 0 of it are stored')
})
