import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseExpected, parseRules } from '../../shared/detect/index.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { analysis } from './handle.ts'
import { housekeeping } from './housekeeping.ts'
import { createRuleset } from './ruleset.ts'
import { eventOf, portsFor } from './testing/bench.ts'

const MINUTE_MS = 60_000
const WITHIN = 60 * MINUTE_MS
/** How long absences wait for late events, by default. */
const WAIT = 10 * MINUTE_MS
const TRAIL = '- { name: Trail, within: 1h, product: aws, service: cloudtrail }\n'
const FORWARDERS = '- { name: Forwarder, within: 1h, product: log, by: host, values: [web-1] }\n'

let database: TestDatabase
let folder: string
let nowMs: number
let log: ReturnType<typeof keepingLog>
let chores: ReturnType<typeof start>
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.sql`truncate audit_events, event_ids, alerts, alert_events, alert_history, rule_hits, feed, event_clock, expected_sources`
  folder = mkdtempSync(join(tmpdir(), 'expected-'))
  nowMs = Date.now()
})
afterEach(() => {
  chores?.stop()
  rmSync(folder, { recursive: true, force: true })
})
afterAll(() => database.drop())

const file = () => join(folder, 'expected.yaml')
function start(text: string) {
  writeFileSync(file(), text)
  log = keepingLog()
  const ruleset = createRuleset({
    sql: database.sql,
    log,
    clock: () => nowMs,
    pack: [],
    folders: [],
    expectedFile: file(),
    reloadMs: 0,
    count: () => undefined,
  })
  const ports = { ...portsFor(database.sql, { clock: () => nowMs, ruleset }), log, expected: ruleset.expected }
  const { run, stop } = housekeeping(ports)
  return { run, stop, send: analysis(ports), published: ports.publisher.published }
}
/** Lets so much time pass, and the function do what it does each few seconds. */
async function after(ms: number) {
  nowMs += ms
  await chores.run()
  expect(log.lines.filter(({ level }) => level === 'warn')).toEqual([])
}
const report = (product = 'aws', raw = {}) =>
  chores.send([eventOf({ user: 'u', timeMs: nowMs, raw, data: { logsource: { product, service: 'cloudtrail' } } })])
const alerts = async () =>
  (
    await database.sql<{ title: string; key: string; status: string; episode: number }[]>`
      select rule_title as title, key, status, episode from alerts order by key, opened_at`
  ).map(({ title, key, status, episode }) => `${title} [${key}] ${status} ${episode}`)

describe('a source that is expected to report', () => {
  it('is missed when it never reported since it is expected', async () => {
    chores = start(TRAIL)
    await after(0)
    await after(WITHIN + WAIT - MINUTE_MS)
    expect(await alerts()).toEqual([])
    await after(2 * MINUTE_MS)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 1'])
    const [event] = await database.sql<{ action: string; message: string; product: string }[]>`
      select action, event ->> 'message' as message, product from audit_events join alert_events using (uid)`
    expect(event).toEqual({
      action: 'source.expected',
      message: 'Trail is expected to report at least once in 1h',
      product: 'aws',
    })
    const [labels] = await database.sql<{ labels: object }[]>`select labels from alerts`
    expect(labels?.labels).toMatchObject({
      product: ['aws'],
      service: ['cloudtrail'],
      alertname: ['Trail stopped reporting'],
    })
    expect(chores.published.map(({ type }) => type)).toContain('io.auditflow.alert.triggered.v1')
  })

  it('is not missed while it reports, by whichever copy of the analysis', async () => {
    chores = start(TRAIL)
    const other = start(TRAIL)
    await Promise.all([chores.run(), other.run()])
    expect(await database.sql`select 1 from expected_sources`).toHaveLength(1)
    expect(await database.sql`select 1 from rule_hits`).toHaveLength(1)
    for (let round = 0; round < 5; round++) {
      await after(WITHIN - MINUTE_MS)
      await report()
    }
    expect(await alerts()).toEqual([])
    other.stop()
  })

  it('is missed once it has stopped, is over when it reports again, and is missed anew', async () => {
    chores = start(TRAIL)
    await after(0)
    await report()
    await after(WITHIN + WAIT + MINUTE_MS)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 1'])
    await after(24 * 60 * MINUTE_MS)
    await report('okta')
    await after(1_000)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 1'])
    await report()
    await after(1_000)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] resolved 1'])
    const [entry] = await database.sql`select who, what, detail from alert_history where what = 'resolved'`
    expect(entry).toEqual({ who: 'auditflow', what: 'resolved', detail: 'it reports again' })
    await after(WITHIN + WAIT + MINUTE_MS)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 2'])
  })

  it('is each value that is listed, and each other one once it has reported', async () => {
    chores = start(FORWARDERS)
    await after(0)
    await report('log', { host: 'web-2' })
    await after(WITHIN + WAIT + MINUTE_MS)
    expect(await alerts()).toEqual([
      'Forwarder stopped reporting [host=web-1] open 1',
      'Forwarder stopped reporting [host=web-2] open 1',
    ])
    await report('log', { host: 'web-1' })
    await after(1_000)
    expect(await alerts()).toEqual([
      'Forwarder stopped reporting [host=web-1] resolved 1',
      'Forwarder stopped reporting [host=web-2] open 1',
    ])
  })

  it('follows its file: an entry begins when it comes, and anew when it comes back', async () => {
    chores = start('[]')
    await after(5 * 60 * MINUTE_MS)
    writeFileSync(file(), TRAIL)
    await after(0)
    await after(30 * MINUTE_MS)
    writeFileSync(file(), '# nothing\n')
    await after(WITHIN + WAIT)
    expect(await alerts()).toEqual([])
    writeFileSync(file(), `${TRAIL}# again\n`)
    await after(0)
    await after(WITHIN + WAIT - MINUTE_MS)
    expect(await alerts()).toEqual([])
    await after(2 * MINUTE_MS)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 1'])
  })

  it('does not count as reporting by being expected anew', async () => {
    chores = start(TRAIL)
    await after(0)
    await after(WITHIN + WAIT + MINUTE_MS)
    writeFileSync(file(), '[]')
    await after(1_000)
    writeFileSync(file(), TRAIL)
    await after(1_000)
    await after(1_000)
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 1'])
  })

  it('is left as it was while the file is no YAML, and a faulty entry takes no other with it', async () => {
    chores = start(`${TRAIL}- { name: Bad, within: soon }\n`)
    await after(0)
    const reasons = () => log.lines.filter(({ level }) => level === 'error').map(({ fields }) => fields['reason'])
    expect(reasons()).toEqual([expect.stringMatching(/expected\.yaml:2: "Bad": "within" must be a number and s, m/)])
    writeFileSync(file(), '- {')
    nowMs += WITHIN + WAIT + MINUTE_MS
    await chores.run()
    expect(
      log.lines.filter(({ level }) => level === 'warn' || level === 'error').map(({ message }) => message),
    ).toContain('rule files: the last that worked are kept')
    expect(await alerts()).toEqual(['Trail stopped reporting [*] open 1'])
  })
})

it('the sample in the README is read', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
  const [, sample = ''] = /^## It stopped reporting$.*?^```yaml\n(.*?)^```$/ms.exec(readme) ?? []
  const { expected, documents, faults } = parseExpected('sample', parse(sample), () => 1)
  expect(expected.map(({ keys }) => keys.length)).toEqual([1, 2, 0])
  expect([...faults, ...parseRules(documents).faults]).toEqual([])
})
