import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { CommandError } from '../command.ts'
import { runSend } from '../send.ts'
import { LIMITS, type Limits } from './limits.ts'

export const QUICK: Limits = {
  ...LIMITS,
  requestMs: 400,
  stopMs: 300,
  giveUpMs: 1_000,
  firstPauseMs: 10,
  mostPauseMs: 50,
  pollMs: 10,
  holdMs: 300,
  rotateMs: 150,
}

export type Received = { path: string; type: string; token: string; body: Buffer }
type Answer = (received: Received, response: ServerResponse, request: IncomingMessage) => void

/** A server of this machine that answers as the webhook does, or as the test says for the time being. */
export async function createWebhook() {
  const received: Received[] = []
  const accepted: Received[] = []
  const webhook = {
    url: '',
    received,
    accepted,
    /** Undefined: takes it. */
    answer: undefined as Answer | undefined,
    /** Accepted bodies as one. */
    text: () => Buffer.concat(accepted.map(({ body }) => body)).toString('latin1'),
    lines: () => accepted.flatMap(({ body }) => body.toString('latin1').split('\n')).filter((line) => line !== ''),
    accept(one: Received, response: ServerResponse) {
      accepted.push(one)
      response.writeHead(202).end(JSON.stringify({ accepted: 1, rejected: [] }))
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  const server = createServer(async (request, response) => {
    const { url = '', headers } = request
    const one = {
      path: url,
      type: headers['content-type'] ?? '',
      token: headers.authorization ?? '',
      body: await buffer(request),
    }
    received.push(one)
    ;(webhook.answer ?? webhook.accept)(one, response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  webhook.url = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return webhook
}

/** Runs `send` in this process; `stop` is what SIGTERM would be. */
export function startSend(
  args: readonly string[],
  env: Record<string, string>,
  limits: Partial<Limits> = {},
  stdin?: Readable,
) {
  const controller = new AbortController()
  const out: string[] = []
  const err: string[] = []
  const ended = runSend(
    args,
    {
      env: { AUDITFLOW_INGEST_TOKEN: 'secret-token', ...env },
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
      stdin: async () => '',
      stdinBytes: () => stdin ?? Readable.from([]),
      stopSignal: () => controller.signal,
      now: Date.now,
    },
    { ...QUICK, ...limits },
  ).catch((error: unknown) => {
    if (!(error instanceof CommandError)) throw error
    err.push(error.message)
    return 2
  })
  return { out, err, ended, stop: () => controller.abort() }
}
