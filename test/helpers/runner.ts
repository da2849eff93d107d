import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/local/free-port.ts'
import { createTestBroker } from './broker.ts'
import { createTestDatabase } from './database.ts'
import { createTestRedis } from './redis.ts'

export type Runner = {
  url: string
  pid: number
  token: string
  githubSecret: string
  output: () => string
  /** Process id of a function, while it runs. */
  pidOf(functionName: string): number | undefined
  kill(): Promise<void>
  stop(): Promise<void>
}

/** A place to run AuditFlow in: services of its own, an own home and port. The runner can be started there many times. */
export async function createPlace(environment: Record<string, string> = {}) {
  const [database, broker] = await Promise.all([createTestDatabase({ migrated: false }), createTestBroker()])
  const redis = createTestRedis()
  const home = mkdtempSync(join(tmpdir(), 'auditflow-'))
  const port = await freePort()
  return {
    database,
    broker,
    redis,
    home,
    start: (more: Record<string, string> = {}) =>
      startRunner(home, port, {
        DATABASE_URL: database.url,
        RABBITMQ_URL: broker.url,
        REDIS_URL: redis.url,
        AUDITFLOW_SCHEDULES: 'off',
        ...environment,
        ...more,
      }),
    async remove() {
      await Promise.all([database.drop(), broker.drop(), redis.flush()])
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** Starts the runner as `npm start` does, from the build that was made before the tests. */
export async function startRunner(home: string, port: number, environment: Record<string, string>): Promise<Runner> {
  const child = spawn(process.execPath, ['dist/scripts/start.js'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      AUDITFLOW_PREBUILT: 'yes',
      AUDITFLOW_HOME: home,
      AUDITFLOW_PORT: String(port),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const deadline = performance.now() + 60_000
  while (!output.includes('AuditFlow is running')) {
    if (child.exitCode !== null) throw new Error(`the runner ended:\n${output}`)
    if (performance.now() > deadline) throw new Error(`the runner did not start:\n${output}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const secret = (name: string) => readFileSync(join(home, 'secrets', name), 'utf8').trim()
  return {
    url: `http://localhost:${port}`,
    pid: child.pid!,
    token: secret('AUDITFLOW_INGEST_TOKEN'),
    githubSecret: secret('AUDITFLOW_GITHUB_SECRET'),
    output: () => output,
    pidOf: (name) => pidOf(child.pid!, name),
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** Looks among the children of the runner in /proc for the one that runs the function's bundle. */
function pidOf(parent: number, name: string): number | undefined {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      if (command.includes(`functions/${name}.cjs`) && status.includes(`PPid:\t${parent}\n`)) return Number(pid)
    } catch (error) {
      // The process ended while it was looked at.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
  return undefined
}

/** Cuts every connection of a virtual host, as a broken network would. */
export function cutConnections(vhost: string): void {
  execFileSync('rabbitmqctl', ['-q', 'close_all_connections', '--vhost', vhost, 'cut by a test'])
}
