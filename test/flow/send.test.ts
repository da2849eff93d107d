import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'
import { makeRecords } from './traffic.ts'

const LINES = 20_000
const COMMAND = join(process.cwd(), 'scripts/auditflow.mjs')

let place: Awaited<ReturnType<typeof createPlace>>
let runner: Runner

beforeAll(async () => {
  place = await createPlace()
  runner = await place.start()
}, 90_000)

afterAll(async () => {
  await runner.stop()
  await place.remove()
})

/** Starts the command as a user does, with the token that the runner made for this machine. */
function send(...args: string[]): { child: ChildProcess; output: () => string; ended: Promise<unknown[]> } {
  const { PATH, HOME } = process.env
  const to = `${runner.url}/function/audit-event-webhook`
  const child = spawn(process.execPath, [COMMAND, 'send', ...args, '--to', to], {
    env: { PATH, HOME, AUDITFLOW_HOME: place.home, XDG_STATE_HOME: join(place.home, 'state') },
    cwd: place.home,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  return { child, output: () => output, ended: once(child, 'close') }
}

/** How far the state says the file is; 0 while there is none. */
function offset(): number {
  try {
    const folder = join(place.home, 'state/auditflow')
    const name = readdirSync(folder).find((file) => file.endsWith('.json'))
    if (name === undefined) return 0
    const { files } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      files: Record<string, { offset: number }>
    }
    return Object.values(files)[0]?.offset ?? 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

const stored = async () => {
  const [row] = await place.database.sql<{ stored: number; requests: number }[]>`
    select count(*)::int as stored, count(distinct raw ->> 'request')::int as requests from audit_events`
  return { ...row }
}

describe('auditflow send, killed in the middle of 20,000 lines', () => {
  it('goes on where it was, and each line is stored once', async () => {
    const text = makeRecords(LINES)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join('')
    writeFileSync(join(place.home, 'events.jsonl'), text)
    for (const share of [0.2, 0.5, 0.8]) {
      const { child, ended } = send('events.jsonl')
      await until(`${share} of the file to be sent`, () => offset() > share * text.length)
      child.kill('SIGKILL')
      await ended
      expect(offset()).toBeLessThan(text.length)
    }
    const { ended, output } = send('events.jsonl')
    expect(await ended, output()).toEqual([0, null])
    expect(output()).toMatch(/^[\d,]+ accepted, 0 rejected/m)
    expect(offset()).toBe(text.length)
    await until('every line', async () => (await stored()).stored! >= LINES, 60_000)
    expect(await stored()).toEqual({ stored: LINES, requests: LINES })
  }, 120_000)

  it('ends by SIGTERM as asked, in the middle too', async () => {
    const text = makeRecords(LINES).map((record) => `${JSON.stringify({ ...record, again: true })}\n`)
    writeFileSync(join(place.home, 'more.jsonl'), text.join(''))
    const { child, ended, output } = send('more.jsonl', '--state', 'own.json')
    const state = () =>
      readdirSync(place.home).includes('own.json') && readFileSync(join(place.home, 'own.json'), 'utf8')
    await until('the first batches', () => state() && !/"offset": 0/.test(state() as string))
    child.kill('SIGTERM')
    expect(await ended).toEqual([2, null])
    expect(output()).toContain('stopped: the same command goes on from here')
  }, 60_000)
})
