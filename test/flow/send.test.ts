import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const LINES = 20_000
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
    const args = ['send', file, '--state', state, '--to', `${runner.url}/function/audit-event-webhook`]
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

  it('goes on where it stopped: each of 20,000 lines is stored exactly once', async () => {
    const [file, state] = [join(place.home, 'auth.log'), join(place.home, 'state.json')]
    writeFileSync(file, Array.from({ length: LINES }, (_, n) => lineOf(n)).join(''))
    let killed = 0
    while (killed < 3) {
      const child = start(file, state)
      const before = existsSync(state) ? readFileSync(state, 'utf8') : ''
      await until('some batches to be remembered', () =>
        Promise.resolve(existsSync(state) && readFileSync(state, 'utf8') !== before),
      )
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      const [code] = await gone
      if (code === null) killed++
    }
    // Half a batch was on its way each time; what had been remembered is not sent again.
    expect((await stored()).count).toBeLessThan(LINES)
    const [code] = await once(start(file, state), 'exit')
    expect(code).toBe(0)
    await until('all to be stored', async () => (await stored()).count >= LINES, 90_000)
    expect(await stored()).toEqual({ count: LINES, pids: LINES })
  }, 180_000)
})
