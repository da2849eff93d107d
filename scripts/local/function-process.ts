import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, type IncomingMessage, type RequestOptions, request } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from '../bundle.mjs'
import { freePort } from './free-port.ts'
import type { FunctionPlan } from './manifests.ts'

const START_TIMEOUT_MS = 15_000
const START_POLL_MS = 5

export type LocalFunction = {
  name: string
  /** Sends a request, the first one starting the process. The answer's end counts as the request's end. */
  send(options: RequestOptions, body: Buffer | NodeJS.ReadableStream | undefined): Promise<IncomingMessage>
  /** Ends the process, letting requests under way finish. */
  stop(): Promise<void>
  pid(): number | undefined
}

/** One function as one process: started by its first request, ended after `idleMs` without any, as Knative would. */
export function localFunction(plan: FunctionPlan, environment: Record<string, string>): LocalFunction {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  let running: Promise<Running> | undefined
  let ending: Promise<void> | undefined
  let inFlight = 0
  let idleTimer: NodeJS.Timeout | undefined

  const start = async (): Promise<Running> => {
    await ending
    const started = await spawnFunction(plan.name, environment)
    started.exited.then(() => {
      running = undefined
    })
    return started
  }
  const stop = async (): Promise<void> => {
    clearTimeout(idleTimer)
    const current = running
    running = undefined
    if (current === undefined) return
    // A start that failed has told its caller; there is nothing to end then.
    ending = current.then(({ end }) => end()).catch(() => undefined)
    await ending
  }
  const acquire = async (): Promise<Running> => {
    inFlight++
    clearTimeout(idleTimer)
    running ??= start().catch((error: unknown) => {
      running = undefined
      throw error
    })
    return await running
  }
  const release = () => {
    inFlight--
    if (inFlight > 0) return
    clearTimeout(idleTimer)
    idleTimer = setTimeout(() => void stop(), plan.idleMs)
    idleTimer.unref()
  }
  let pid: number | undefined
  return {
    name: plan.name,
    async send(options, body) {
      try {
        const { port, child } = await acquire()
        pid = child.pid
        const answer = await exchange({ ...options, agent, host: '127.0.0.1', port, timeout: plan.timeoutMs }, body)
        answer.once('close', release)
        return answer
      } catch (error) {
        release()
        throw error
      }
    },
    stop,
    pid: () => (running === undefined ? undefined : pid),
  }
}

type Running = { port: number; child: ChildProcess; exited: Promise<void>; end(): Promise<void> }

async function spawnFunction(name: string, environment: Record<string, string>): Promise<Running> {
  const port = await freePort()
  const tether = pathToFileURL(join(ROOT, 'scripts/tether.mjs')).href
  const child = spawn(process.execPath, ['--import', tether, join(ROOT, 'dist/functions', `${name}.cjs`)], {
    cwd: ROOT,
    env: { ...environment, PORT: String(port) },
    stdio: ['pipe', 'inherit', 'inherit'],
    // Ctrl-C reaches the terminal's whole process group; functions are to end after the runner's last request to them.
    detached: true,
  })
  // The pipe breaks when the function ends, which `exit` tells.
  child.stdin?.on('error', () => undefined)
  let gone = false
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      gone = true
      resolve()
    })
  })
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!(await isHealthy(port))) {
    if (gone) throw new Error(`${name} ended while starting; its reason stands above`)
    if (performance.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`${name} did not start within ${START_TIMEOUT_MS} ms`)
    }
    await new Promise((resolve) => setTimeout(resolve, START_POLL_MS))
  }
  return {
    port,
    child,
    exited,
    end: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

function exchange(options: RequestOptions, body: Buffer | NodeJS.ReadableStream | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, resolve)
    outgoing.on('error', reject)
    outgoing.on('timeout', () => outgoing.destroy(new Error('the function did not answer in time')))
    if (body === undefined || Buffer.isBuffer(body)) outgoing.end(body)
    else body.pipe(outgoing)
  })
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    request({ host: '127.0.0.1', port, path: '/_/health', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
      .on('error', () => resolve(false))
      .end()
  })
}
