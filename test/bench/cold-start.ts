import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../scripts/local/free-port.ts'
import { cpuSeconds, residentMb } from './measure.ts'
import type { Bench } from './place.ts'

const ROUNDS = 10

export type ColdStart = { name: string; cpuMs: number; wallMs: number; residentMb: number }

/** CPU and wall time from spawn to the first answer, the least of some rounds, and the memory held then. */
export async function measureColdStart(name: string, { databaseUrl, rabbitmqUrl }: Bench): Promise<ColdStart> {
  const best: ColdStart = { name, cpuMs: Number.POSITIVE_INFINITY, wallMs: Number.POSITIVE_INFINITY, residentMb: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const port = await freePort()
    const started = performance.now()
    const child = spawn(process.execPath, [`dist/functions/${name}.cjs`], {
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        RABBITMQ_URL: rabbitmqUrl,
        AUDITFLOW_INGEST_TOKEN: 'bench',
        AUDITFLOW_DRAIN_SECONDS: '0',
      },
      stdio: 'ignore',
    })
    while (!(await answers(port))) await sleep(3)
    best.cpuMs = Math.min(best.cpuMs, cpuSeconds(child.pid!) * 1_000)
    best.wallMs = Math.min(best.wallMs, performance.now() - started)
    best.residentMb = Math.max(best.residentMb, residentMb(child.pid!).now)
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return best
}

/** CPU of an empty Node process, in ms: the floor of any start. */
export function emptyProcess(): number {
  const script = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000)'
  const run = () => Number(spawnSync(process.execPath, ['-e', script], { env: {}, encoding: 'utf8' }).stdout)
  return Math.min(...Array.from({ length: ROUNDS }, run))
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ host: '127.0.0.1', port, path: '/_/health', agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    }).on('error', () => resolve(false))
  })
}
