import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { connect, type Sql } from '../../shared/store/connect.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { until } from '../../test/helpers/until.ts'
import { createRoutingSource, type RoutingPorts } from './routing-source.ts'
import { silentChannel } from './testing/engine.ts'

const SECRET = Buffer.alloc(32, 3)
const HIDDEN = 'https://hooks.example/hidden-path'

let database: TestDatabase
let writer: Sql
let folder: string
let file: string
let faults: boolean[]
let log = keepingLog()
let now = 0
beforeAll(async () => {
  database = await createTestDatabase()
  writer = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await writer.end({ timeout: 5 })
  await database.drop()
})
beforeEach(async () => {
  await database.sql`delete from routing`
  folder = mkdtempSync(join(tmpdir(), 'routing-'))
  file = join(folder, 'routing.yaml')
  faults = []
  log = keepingLog()
})
afterEach(async () => {
  // What is kept behind a test's back is written by now: there is one connection, and it keeps the order.
  for (let round = 0; round < 3; round++) await writer`select 1`
  rmSync(folder, { recursive: true })
})

const good = (receiver: string, more = '') => `
route: { receiver: ${receiver} }
receivers: [{ name: ${receiver}, standard_webhook_configs: [{ url: "${HIDDEN}", secret: "whsec_${'A'.repeat(32)}" }] }]
${more}`
const BAD = `route: { receiver: nobody-knows }\nreceivers: [{ name: ops, slack_configs: [{ api_url: "${HIDDEN}", nonsense: 1 }] }]\n`

const source = (changes: Partial<RoutingPorts> = {}) =>
  createRoutingSource({
    sql: writer,
    clock: () => now,
    log,
    file,
    secret: SECRET,
    open: ({ name }) => silentChannel(name),
    onFault: (hasFault) => faults.push(hasFault),
    reloadMs: 1_000,
    ...changes,
  })
type Source = ReturnType<typeof source>
const receiver = async (of: Source) => (await of.get()).routing.root.receiver
const later = async (of: Source) => {
  now += 1_000
  return await receiver(of)
}
const row = async () => (await database.sql`select sealed, fault from routing`)[0]
const kept = (fault: string | null) =>
  until('the routing to be kept', async () => {
    const found = await row()
    return found !== undefined && found['fault'] === fault && found['sealed'] !== null
  })
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((fault: unknown) => fault)

describe('a routing file', () => {
  it('is in force with its channels, and read again once it has changed, no more often than asked', async () => {
    writeFileSync(file, good('ops'))
    const routing = source()
    expect(await receiver(routing)).toBe('ops')
    expect([...routing.channels().keys()]).toEqual(['ops/standard_webhook/0'])
    const before = await routing.get()
    writeFileSync(file, good('duty'))
    expect(await receiver(routing)).toBe('ops')
    expect(await later(routing)).toBe('duty')
    expect([...routing.channels().keys()]).toEqual(['duty/standard_webhook/0'])
    expect((await routing.get()).fingerprint).not.toBe(before.fingerprint)
    now += 1_000
    expect(await routing.get()).toBe(await routing.get())
  })

  it('is followed as Kubernetes changes a mounted secret: by a link that leads to another folder', async () => {
    for (const [name, text] of [
      ['one', good('ops')],
      ['two', good('duty')],
    ] as const) {
      mkdirSync(join(folder, name))
      writeFileSync(join(folder, name, 'routing.yaml'), text)
    }
    symlinkSync('one', join(folder, '..data'))
    symlinkSync('..data/routing.yaml', file)
    const routing = source()
    expect(await receiver(routing)).toBe('ops')
    symlinkSync('two', join(folder, '..new'))
    renameSync(join(folder, '..new'), join(folder, '..data'))
    expect(await later(routing)).toBe('duty')
  })

  it('is read again when a file that it names has changed', async () => {
    const url = join(folder, 'url')
    writeFileSync(url, 'https://one.example')
    writeFileSync(file, good('ops', '').replace(`url: "${HIDDEN}"`, 'url_file: url'))
    const routing = source()
    const before = await routing.get()
    writeFileSync(url, 'https://two.example')
    now += 1_000
    expect((await routing.get()).fingerprint).not.toBe(before.fingerprint)
  })

  it('that has a fault changes nothing: it is told of once, with line and reason, until it is mended', async () => {
    writeFileSync(file, good('ops'))
    const routing = source()
    await receiver(routing)
    writeFileSync(file, BAD)
    expect(await later(routing)).toBe('ops')
    expect(await later(routing)).toBe('ops')
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'routing refused: the one in force stays'],
    ])
    const reason = String(log.lines[0]?.fields['reason'])
    expect(reason).toMatch(/^line 1: route\.receiver: /)
    expect(reason).not.toContain('hidden')
    await kept(reason)
    expect(faults.at(-1)).toBe(true)
    writeFileSync(file, good('duty'))
    expect(await later(routing)).toBe('duty')
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', message: 'routing: in order again' })
    expect(faults.at(-1)).toBe(false)
    await kept(null)
  })

  it('that is gone, or no YAML, has a fault like any other', async () => {
    writeFileSync(file, good('ops'))
    const routing = source()
    await receiver(routing)
    rmSync(file)
    expect(await later(routing)).toBe('ops')
    writeFileSync(file, 'route: [')
    expect(await later(routing)).toBe('ops')
    expect(log.lines.map(({ fields }) => String(fields['reason']).slice(0, 30))).toEqual([
      "the file can't be read: ENOENT",
      expect.stringMatching(/^line 1: /),
    ])
  })
})

describe('a start with a faulty file', () => {
  const first = async (text = good('ops')) => {
    writeFileSync(file, text)
    await receiver(source())
    await kept(null)
    log.lines.length = 0
  }

  it('goes on with the last good one, which the database holds sealed', async () => {
    await first()
    expect(JSON.stringify(await row())).not.toContain('hidden')
    writeFileSync(file, BAD)
    const routing = source()
    expect(await receiver(routing)).toBe('ops')
    expect([...routing.channels().keys()]).toEqual(['ops/standard_webhook/0'])
    expect(log.lines.map(({ message }) => message)).toEqual([
      'routing refused',
      'routing: the last good one is in force',
    ])
    writeFileSync(file, good('duty'))
    expect(await later(routing)).toBe('duty')
  })

  it('goes on with the files that it named as they were', async () => {
    writeFileSync(join(folder, 'url'), 'https://one.example')
    await first(good('ops').replace(`url: "${HIDDEN}"`, 'url_file: url'))
    rmSync(join(folder, 'url'))
    expect(await receiver(source())).toBe('ops')
  })

  it.each([
    ['there was no good one', async () => undefined],
    [
      'it was sealed with another secret',
      async () => {
        writeFileSync(file, good('ops'))
        await source({ secret: Buffer.alloc(32, 4) }).get()
        await kept(null)
      },
    ],
  ])('is not ready when %s, until the file is mended', async (_, prepare) => {
    await prepare()
    writeFileSync(file, BAD)
    const routing = source()
    expect(await failure(routing.get())).toBeInstanceOf(Unavailable)
    now += 1_000
    expect(await failure(routing.get())).toMatchObject({
      message: expect.stringMatching(/^there is no routing: line 1: /),
    })
    writeFileSync(file, good('duty'))
    expect(await later(routing)).toBe('duty')
  })

  it('is not ready while the database that holds the last good one is away', async () => {
    writeFileSync(file, BAD)
    const sql = connect('postgres://nobody@127.0.0.1:1/none')
    expect(await failure(source({ sql }).get())).toBeInstanceOf(Unavailable)
    await sql.end()
  })
})

it('a good file is in force although the database is away, and is kept once it is back, also when a fault came since', async () => {
  writeFileSync(file, good('ops'))
  const away = connect('postgres://nobody@127.0.0.1:1/none')
  let isAway = true
  const sql = new Proxy(database.sql, {
    apply: (_, self, query) => Reflect.apply(isAway ? away : writer, self, query),
  })
  const routing = source({ sql })
  expect(await receiver(routing)).toBe('ops')
  await until('the fault to be told of', () => log.lines.length > 0)
  expect(log.lines[0]).toMatchObject({ level: 'warn', message: 'the routing could not be kept in the database yet' })
  writeFileSync(file, BAD)
  expect(await later(routing)).toBe('ops')
  await until('the fault to be told of again', () => log.lines.filter(({ level }) => level === 'warn').length > 1)
  isAway = false
  expect(await later(routing)).toBe('ops')
  await until('both to be kept', async () => {
    const found = await row()
    return found?.['sealed'] !== null && /^line 1: /.test(found?.['fault'])
  })
  await away.end()
})
