import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { freePort } from '../../scripts/local/free-port.ts'
import type { Ruleset } from '../../shared/detect/index.ts'
import { aRule } from '../../shared/detect/testing.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { connect } from '../../shared/store/connect.ts'
import { addException } from '../../shared/store/rules/add-exception.ts'
import { removeRule } from '../../shared/store/rules/remove-rule.ts'
import { saveRule } from '../../shared/store/rules/save-rule.ts'
import { setStage } from '../../shared/store/rules/set-stage.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { createTcpProxy } from '../../test/helpers/tcp-proxy.ts'
import { until } from '../../test/helpers/until.ts'
import { createRuleset, type RulesetPorts } from './ruleset.ts'

const RELOAD_MS = 5_000
const by = 'ann'

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ruleset-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.sql`truncate rules, rule_stages, rule_exceptions, rule_versions`
  await database.sql`update rules_revision set revision = revision + 1`
})

const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
const rule = (id: string, parts: Record<string, unknown> = {}) => stringify(aRule({ id, title: id, ...parts }))
const save = (id: string, title: string) => saveRule(database.sql, aRule({ id, title }), { by, among: [] })
const stagesOf = ({ rules }: Ruleset) =>
  Object.fromEntries([...rules.values()].map(({ info }) => [info.title, info.stage]))
const keptVersions = async () =>
  (await database.sql`select rule_id, origin from rule_versions order by first_seen_at, rule_id`).map(
    ({ rule_id, origin }) => `${rule_id} ${origin}`,
  )

function start(parts: Partial<RulesetPorts> = {}) {
  const log = keepingLog()
  const counts: [number, number][] = []
  const clock = { ms: 1_000_000 }
  const ruleset = createRuleset({
    sql: database.sql,
    log,
    clock: () => clock.ms,
    pack: [{ file: 'pack.yml', doc: aRule({ id: 'own', title: 'own' }) }],
    folders: [folder],
    reloadMs: RELOAD_MS,
    count: (loaded, refused) => counts.push([loaded, refused]),
    ...parts,
  })
  const later = () => {
    clock.ms += RELOAD_MS
    return ruleset()
  }
  const faults = () => log.lines.filter(({ level }) => level === 'error').map(({ fields }) => String(fields['reason']))
  return { ruleset, later, log, counts, clock, faults }
}

describe('the ruleset', () => {
  it('is of the pack, the folders and the database, and its versions are kept', async () => {
    write('a.yml', rule('a'))
    await save('d', 'of the database')
    const { ruleset, counts, log } = start()
    expect(stagesOf(await ruleset())).toEqual({ own: 'live', a: 'live', 'of the database': 'live' })
    expect(counts).toEqual([[3, 0]])
    expect(await keptVersions()).toEqual(['a folder', 'd database', 'own pack'])
    expect(log.lines).toEqual([
      { level: 'info', message: 'rules loaded', fields: { live: 3, shadow: 0, off: 0, refused: 0 } },
    ])
  })

  it('follows a folder once the interval has passed, and is the same object while nothing changes', async () => {
    const { ruleset, later, clock, counts } = start()
    const first = await ruleset()
    expect(await later()).toBe(first)
    write('a.yml', rule('a'))
    expect(await ruleset()).toBe(first)
    clock.ms += RELOAD_MS - 1
    expect(await ruleset()).toBe(first)
    clock.ms += 1
    expect(stagesOf(await ruleset())).toEqual({ own: 'live', a: 'live' })
    write('a.yml', rule('a', { title: 'another text' }))
    expect(stagesOf(await later())).toEqual({ own: 'live', 'another text': 'live' })
    rmSync(join(folder, 'a.yml'))
    expect(stagesOf(await later())).toEqual({ own: 'live' })
    expect(counts.map(([loaded]) => loaded)).toEqual([1, 2, 2, 1])
    expect(await keptVersions()).toEqual(['own pack', 'a folder', 'a folder'])
  })

  it('follows the database: a rule, its stage, an exception, its removal', async () => {
    const { ruleset, later } = start()
    await ruleset()
    await save('own', 'mine')
    expect(stagesOf(await later())).toEqual({ mine: 'live' })
    await setStage(database.sql, { ruleId: 'own', stage: 'shadow', by })
    expect(stagesOf(await later())).toEqual({ mine: 'shadow' })
    await addException(database.sql, { ruleId: 'own', when: { a: 1 }, reason: 'r', by }, Date.now())
    expect((await later()).rules.get('own')?.exceptions).toMatchObject([{ reason: 'r' }])
    await removeRule(database.sql, 'own', { by })
    expect(stagesOf(await later())).toEqual({ own: 'shadow' })
    await setStage(database.sql, { ruleId: 'own', stage: 'off', by })
    expect(stagesOf(await later())).toEqual({})
    await setStage(database.sql, { ruleId: 'own', stage: undefined, by })
    expect(stagesOf(await later())).toEqual({ own: 'live' })
    expect(await keptVersions()).toEqual(['own pack', 'own database'])
  })

  it('refuses a broken file alone, and says so once', async () => {
    write('a.yml', rule('a'))
    write('b.yml', rule('b'))
    const { ruleset, later, faults, counts } = start()
    await ruleset()
    write('b.yml', 'title: [')
    expect(stagesOf(await later())).toEqual({ own: 'live', a: 'live' })
    write('a.yml', rule('a', { level: 'low' }))
    await later()
    await later()
    expect(faults()).toHaveLength(1)
    expect(faults()[0]).toContain(`${join(folder, 'b.yml')}:1: `)
    expect(counts).toEqual([
      [3, 0],
      [2, 1],
      [2, 1],
    ])
  })

  it('keeps the rules of a folder that can not be read any more, while the database is followed', async () => {
    write('a.yml', rule('a'))
    const { ruleset, later, log, faults } = start()
    await ruleset()
    renameSync(folder, `${folder}-away`)
    expect(stagesOf(await later())).toEqual({ own: 'live', a: 'live' })
    await setStage(database.sql, { ruleId: 'a', stage: 'shadow', by })
    expect(stagesOf(await later())).toEqual({ own: 'live', a: 'shadow' })
    expect(faults()).toEqual([expect.stringContaining('ENOENT')])
    renameSync(`${folder}-away`, folder)
    await later()
    expect(log.lines.map(({ message }) => message)).toContain('rule files: in order again')
  })

  it('follows the file of placeholders, and keeps the last that was in order', async () => {
    const placeholdersFile = join(folder, 'values.txt')
    write('a.yml', rule('a', { detection: { s: { 'user|expand': '%admins%' }, condition: 's' } }))
    write('values.txt', 'admins: [ann]')
    const { ruleset, later, faults } = start({ placeholdersFile })
    expect(stagesOf(await ruleset())).toHaveProperty('a')
    write('values.txt', 'admins: ann')
    expect(stagesOf(await later())).toHaveProperty('a')
    expect(faults()).toEqual([`${placeholdersFile}: admins: must be a list of values`])
    write('values.txt', 'others: [ann]')
    expect(stagesOf(await later())).not.toHaveProperty('a')
  })

  it('is Unavailable until every source was read once', async () => {
    const missing = start({ folders: [join(folder, 'none')] })
    await expect(missing.ruleset()).rejects.toThrow(Unavailable)
    await expect(missing.ruleset()).rejects.toThrow('rule files: ENOENT')
    expect(missing.faults()).toHaveLength(1)
    const sql = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    await expect(start({ sql }).ruleset()).rejects.toThrow(Unavailable)
    await sql.end()
  })

  it('keeps the last rules while those of the database can not be read, and follows them afterwards', async () => {
    const { ruleset, later, faults } = start()
    const first = await ruleset()
    await setStage(database.sql, { ruleId: 'own', stage: 'shadow', by })
    await database.sql`alter table rules_revision rename to away`
    expect(await later()).toBe(first)
    expect(await later()).toBe(first)
    expect(faults()).toEqual(['relation "rules_revision" does not exist'])
    await database.sql`alter table away rename to rules_revision`
    expect(stagesOf(await later())).toEqual({ own: 'shadow' })
  })

  it('outlives a connection that is lost without a word', async () => {
    const proxy = await createTcpProxy(5432)
    const sql = connect(database.url.replace(':5432', `:${proxy.port}`))
    const { ruleset, later } = start({ sql, patienceMs: 200 })
    const first = await ruleset()
    proxy.open = false
    proxy.cut()
    await setStage(database.sql, { ruleId: 'own', stage: 'shadow', by })
    expect(await later()).toBe(first)
    expect(await later()).toBe(first)
    proxy.open = true
    await until('the stage to be known', async () => stagesOf(await later())['own'] === 'shadow')
    await sql.end({ timeout: 1 })
    proxy.close()
  })

  it('is in force only once its versions are kept', async () => {
    const { ruleset, later, faults } = start()
    const first = await ruleset()
    write('a.yml', rule('a'))
    await database.sql`alter table rule_versions rename to away`
    expect(await later()).toBe(first)
    expect(faults()).toEqual(['relation "rule_versions" does not exist'])
    await database.sql`alter table away rename to rule_versions`
    expect(stagesOf(await later())).toEqual({ own: 'live', a: 'live' })
    expect(await keptVersions()).toEqual(['own pack', 'a folder'])
  })

  it('is compiled with what is asked for', async () => {
    const { ruleset } = start({ options: { places: [{ country: 'SE', lat: 62, long: 15 }] } })
    expect((await ruleset()).places.size).toBe(1)
  })

  it('is read once for all who ask at the same time', async () => {
    const { ruleset, counts } = start()
    const [first, ...others] = await Promise.all([ruleset(), ruleset(), ruleset()])
    for (const other of others) expect(other).toBe(first)
    expect(counts).toHaveLength(1)
  })
})
