import { once } from 'node:events'
import { createServer } from 'node:net'
import type { CloudEvent } from '../../events/envelope.ts'
import { jsonLog } from '../../observe/log.ts'
import { DONE, type Outcome } from '../../ports/outcome.ts'
import type { Refusal } from '../receive-delivery.ts'
import { type FunctionHost, serve } from '../serve.ts'

export type TestHost = {
  url: string
  handled: CloudEvent[][]
  kept: Refusal[]
  lines: Record<string, unknown>[]
  /** What the consumer does with the next deliveries. */
  behave(handle: (events: readonly CloudEvent[]) => Outcome | Promise<Outcome>): void
  failToKeep(error: Error): void
  stop(): Promise<void>
}

/** Serves a function of fakes on a loopback port of its own. */
export async function startHost(more: Partial<FunctionHost> = {}): Promise<TestHost> {
  const handled: CloudEvent[][] = []
  const kept: Refusal[] = []
  const lines: Record<string, unknown>[] = []
  let behaviour: (events: readonly CloudEvent[]) => Outcome | Promise<Outcome> = () => DONE
  let keepFault: Error | undefined
  const listeners = (['SIGTERM', 'SIGINT'] as const).map((signal) => ({ signal, before: process.listeners(signal) }))
  const server = await serve({
    name: 'test-function',
    port: await freePort(),
    drainSeconds: 0,
    log: jsonLog({}, (line) => lines.push(JSON.parse(line) as Record<string, unknown>)),
    consumers: {
      '/': {
        handle: async (events) => {
          handled.push([...events])
          return await behaviour(events)
        },
        keep: async (refusals) => {
          if (keepFault !== undefined) throw keepFault
          kept.push(...refusals)
        },
      },
    },
    ...more,
  })
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    handled,
    kept,
    lines,
    behave: (handle) => {
      behaviour = handle
    },
    failToKeep: (error) => {
      keepFault = error
    },
    stop: async () => {
      for (const { signal, before } of listeners)
        for (const listener of process.listeners(signal))
          if (!before.includes(listener)) process.removeListener(signal, listener)
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
