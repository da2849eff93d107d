import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const LINES = 10_000
const KILLS = 3
const BATCH = 100
const PROGRAM = pathToFileURL('dist/scripts/auditflow.js').href
const START_MS = Date.UTC(2026, 10, 20, 8)

/** Lines of a program that no rule looks at, no two alike. */
const lineOf = (n: number) => {
  const stamp = new Date(START_MS + n * 10).toISOString()
  return `${stamp} web-1 shop[${n}]: order ${n} of customer ${n % 200} shipped\n`
}

describe('auditflow send, killed', () => {
  let place: Awaited<ReturnType<typeof createPlace>>
  let runner: Runner
  beforeAll(async () => {
    place = await createPlace()
    runner = await place.start()
  }, 90_000)
  afterAll(async () => {
    await runner?.stop()
    await place?.remove()
  })

  const start = (file: string, state: string): ChildProcess => {
    const call = `import(${JSON.stringify(PROGRAM)}).then(async ({ auditflow }) => {
      process.exitCode = await auditflow(process.argv.slice(1)) })`
    const args = [
      'send',
      file,
      '--state',
      state,
      '--batch',
      String(BATCH),
      '--to',
      `${runner.url}/function/audit-event-webhook`,
    ]
    return spawn(process.execPath, ['--input-type=module', '-e', call, ...args], {
      env: { ...process.env, AUDITFLOW_INGEST_TOKEN: runner.token },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  const stored = async () => {
    const [row] = await place.database.sql<{ count: number; pids: number }[]>`
      select count(*)::int as count, count(distinct raw ->> '_PID')::int as pids from audit_events`
    return row!
  }

  it('goes on where it stopped: each line is stored exactly once', async () => {
    const [file, state] = [join(place.home, 'auth.log'), join(place.home, 'state.json')]
    let written = 0
    const write = () => {
      appendFileSync(file, Array.from({ length: LINES }, (_, n) => lineOf(written + n)).join(''))
      written += LINES
    }
    write()
    for (let killed = 0; killed < KILLS; ) {
      const before = existsSync(state) ? readFileSync(state, 'utf8') : ''
      const child = start(file, state)
      const gone = once(child, 'exit')
      await until('some batches to be remembered', async () => {
        if (child.exitCode !== null && child.exitCode > 0)
          throw new Error(`auditflow send ended with ${child.exitCode}`)
        return existsSync(state) && readFileSync(state, 'utf8') !== before
      })
      child.kill('SIGKILL')
      const [code] = await gone
      if (code === null) killed++
      // It was quicker than the blow: there must be something left for the next.
      else write()
    }
    write()
    const [code] = await once(start(file, state), 'exit')
    expect(code).toBe(0)
    await until('all to be stored', async () => (await stored()).count >= written, 120_000)
    expect(await stored()).toEqual({ count: written, pids: written })
  }, 240_000)
})
