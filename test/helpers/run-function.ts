import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const START_TIMEOUT_MS = 15_000

export type RunningFunction = {
  url: string
  stderr: () => string
  /** Exit code and signal. */
  exited: Promise<[number | null, NodeJS.Signals | null]>
  kill(signal: NodeJS.Signals): void
  /** Ends it at once, and resolves when it is gone. */
  end(): Promise<void>
}

/** Runs a function's bundle as its container does, with this environment alone. */
export async function spawnFunction(name: string, env: Record<string, string>): Promise<RunningFunction> {
  const port = await freePort()
  const child = spawn(process.execPath, [`dist/functions/${name}.cjs`], {
    env: { PORT: String(port), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const exited = once(child, 'close') as RunningFunction['exited']
  return {
    url: `http://127.0.0.1:${port}`,
    stderr: () => stderr,
    exited,
    kill: (signal) => void child.kill(signal),
    async end() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** The same, once it answers its health probe. */
export async function startFunction(name: string, env: Record<string, string>): Promise<RunningFunction> {
  const running = await spawnFunction(name, env)
  const deadline = performance.now() + START_TIMEOUT_MS
  for (;;) {
    const alive = await fetch(`${running.url}/_/health`).catch(() => undefined)
    if (alive?.ok) return running
    if (performance.now() > deadline) {
      running.kill('SIGKILL')
      throw new Error(`${name} did not start: ${running.stderr()}`)
    }
    await sleep(10)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
