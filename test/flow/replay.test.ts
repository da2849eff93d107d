import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inject, injectUntilAccepted } from '../helpers/inject.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const EVENTS = 5_000
const BATCH = 500
const PROGRAM = pathToFileURL('dist/scripts/auditflow.js').href

/** The command as from a shell, told to publish what it sends. */
function start(place: Awaited<ReturnType<typeof createPlace>>, args: readonly string[]) {
  const call = `import(${JSON.stringify(PROGRAM)}).then(async ({ auditflow }) => {
    process.exitCode = await auditflow(process.argv.slice(1)) })`
  const env = { PATH: process.env['PATH'], DATABASE_URL: place.database.url, RABBITMQ_URL: place.broker.url }
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', call, '--', 'replay', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, text }))
  return { kill: () => void child.kill('SIGKILL'), ended }
}

describe('what could not be processed, sent again', () => {
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

  const rejected = (where: string) =>
    place.database.sql.unsafe<{ uid: string }[]>(`select uid from rejected_events where ${where}`)
  const count = async (from: string) =>
    (await place.database.sql.unsafe<{ count: number }[]>(`select count(*)::int as count from ${from}`))[0]!.count
  /** A fault that only a person can mend: the audit log takes no such event. */
  const breakFor = (action: string) =>
    place.database.sql.unsafe(`alter table audit_events add constraint broken check (action <> '${action}') not valid`)
  const mend = () => place.database.sql.unsafe('alter table audit_events drop constraint broken')

  it('a record of GitHub arrives once its payload is mended', async () => {
    await inject(runner, 'github', { _document_id: 'kQ9xwZ1aB2c3D4e5F6g7', actor: 'ann' })
    const [row] = await until('the rejection', async () => {
      const rows = await rejected("origin = '/sources/github'")
      return rows.length > 0 && rows
    })
    const asItIs = await start(place, [row!.uid]).ended
    expect([asItIs.code, asItIs.text]).toEqual([1, expect.stringContaining('refused again')])
    const file = join(place.home, 'mended.json')
    const entry = {
      _document_id: 'kQ9xwZ1aB2c3D4e5F6g7',
      actor: 'ann',
      action: 'repo.create',
      created_at: 1_764_000_000_000,
    }
    writeFileSync(file, JSON.stringify(entry))
    const mended = await start(place, [row!.uid, '--payload', file]).ended
    expect([mended.code, mended.text]).toEqual([0, expect.stringContaining('1 of 1 arrived')])
    // The same sent once more by its sender is no other event, and neither is what is replayed once more.
    await injectUntilAccepted(runner, 'github', [entry, { ...entry, action: 'repo.destroy' }])
    expect((await start(place, [row!.uid, '--force']).ended).code).toBe(0)
    await until('both records', async () => (await count("audit_events where action = 'repo.destroy'")) === 1)
    expect(await count('outbox')).toBe(0)
    expect(await place.database.sql`select actor, action, product from audit_events order by action`).toEqual(
      ['repo.create', 'repo.destroy'].map((action) => ({ actor: 'ann', action, product: 'github' })),
    )
  }, 120_000)

  it(`${EVENTS} events arrive once each, though the replay is killed in the middle`, async () => {
    await breakFor('order.shipped')
    for (let n = 0; n < EVENTS; n += BATCH)
      await injectUntilAccepted(
        runner,
        'json',
        Array.from({ length: BATCH }, (_, k) => ({
          action: 'order.shipped',
          user: `customer-${n + k}`,
          time: 1_764_000_000_000 + n + k,
        })),
      )
    await until(
      'all to be refused',
      async () => (await count("rejected_events where reason like '%broken%'")) === EVENTS,
      240_000,
    )
    await mend()
    const filter = ['--reason', 'broken', '--stage', 'audit-log-analysis', '--timeout', '4m']
    const first = start(place, filter)
    await until(
      'some to be sent',
      async () => (await count("rejected_events where reason like '%broken%' and replays > 0")) > 0,
    )
    first.kill()
    await first.ended
    const left = await count("rejected_events where reason like '%broken%' and replays = 0")
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(EVENTS)
    const second = await start(place, filter).ended
    expect([second.code, second.text]).toEqual([0, expect.stringContaining(`${left} of ${left} arrived`)])
    const [killed] = await place.database.sql<{ id: string }[]>`select id from replays where finished_at is null`
    const resumed = await start(place, ['--resume', killed!.id]).ended
    expect([resumed.code, resumed.text]).toEqual([
      0,
      expect.stringContaining(`${EVENTS - left} of ${EVENTS - left} arrived`),
    ])
    expect(await count("audit_events where action = 'order.shipped'")).toBe(EVENTS)
    expect(
      await count("rejected_events where reason like '%broken%' and replays = 1 and replayed_at is not null"),
    ).toBe(EVENTS)
  }, 600_000)

  it('poison stops after five times', async () => {
    await breakFor('poison')
    await injectUntilAccepted(runner, 'json', { action: 'poison', user: 'ann' })
    const [row] = await until('the rejection', async () => {
      const rows = await rejected("payload like '%poison%'")
      return rows.length > 0 && rows
    })
    for (let n = 0; n < 5; n++) {
      const { code, text } = await start(place, [row!.uid]).ended
      expect([code, text]).toEqual([1, expect.stringContaining('0 of 1 arrived, 1 refused again')])
    }
    const poison = await start(place, [row!.uid]).ended
    expect([poison.code, poison.text]).toEqual([1, expect.stringContaining('sent again 5 times')])
    expect((await start(place, ['--reason', 'broken']).ended).text).toContain('no dead letter matches')
    await mend()
    expect((await start(place, [row!.uid, '--force']).ended).code).toBe(0)
  }, 120_000)
})
