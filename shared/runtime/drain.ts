import type { Server } from 'node:http'
import type { FunctionHost } from './serve.ts'

/** After draining, how long requests under way may take to end. */
const LAST_REQUESTS_MS = 20_000
const POLL_MS = 20

/**
 * On SIGTERM or SIGINT the function says it is not ready, yet keeps serving: endpoints are taken out of routing only
 * some time after the signal. Then it lets requests end, closes its connections and leaves with 0.
 */
export function drainOnSignal(
  server: Server,
  host: FunctionHost,
  state: { draining: boolean; inFlight: number },
): void {
  const drain = async (signal: string) => {
    if (state.draining) return
    state.draining = true
    host.log.info('draining', { signal, seconds: host.drainSeconds })
    host.onDrain?.()
    await sleep(host.drainSeconds * 1000)
    const deadline = performance.now() + LAST_REQUESTS_MS
    while (state.inFlight > 0 && performance.now() < deadline) await sleep(POLL_MS)
    await closeServer(server, deadline)
    await host.close?.()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      drain(signal).catch((error: Error) => {
        host.log.error('leaving failed', { reason: error.message })
        process.exit(1)
      })
    })
}

/** Node closes a kept-alive connection only while it is idle, so look again until the last one is. */
async function closeServer(server: Server, deadline: number): Promise<void> {
  let closed = false
  server.close(() => {
    closed = true
  })
  while (!closed && performance.now() < deadline) {
    server.closeIdleConnections()
    await sleep(POLL_MS)
  }
  server.closeAllConnections()
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
