import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendEvents } from '../../shared/store/append-events.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { auditEvent } from '../../shared/store/test-events.ts'
import { addMonths } from '../../shared/store/test-rows.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { until } from '../helpers/until.ts'

const EVENTS = 500
const FOLDERS = ['/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/15/bin', ...(process.env['PATH'] ?? '').split(':')]
const TOOLS = FOLDERS.find((folder) =>
  ['pg_dump', 'pg_restore', 'psql'].every((tool) => existsSync(join(folder, tool))),
)
const run = promisify(execFile)

if (TOOLS === undefined) console.warn('pg_dump, pg_restore and psql are not here: the tests of backups are skipped')

describe.skipIf(TOOLS === undefined)('the scripts that back up and restore', () => {
  let from: TestDatabase
  let to: TestDatabase
  let folder: string
  beforeAll(async () => {
    from = await createTestDatabase()
    to = await createTestDatabase({ migrated: false })
    folder = mkdtempSync(join(tmpdir(), 'auditflow-backup-'))
    await addMonths(from.sql)
    const events = Array.from({ length: EVENTS }, (_, index) => auditEvent({}, `event-${index}`))
    await transaction(from.sql, (tx) => appendEvents(tx, events))
  })
  afterAll(async () => {
    await from?.drop()
    await to?.drop()
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })

  const envOf = (database: TestDatabase, more: Record<string, string> = {}) => {
    const { hostname, port, username, pathname } = new URL(database.url)
    const server = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: pathname.slice(1) }
    return { ...process.env, PATH: `${TOOLS}:${process.env['PATH']}`, BACKUP_FOLDER: folder, ...server, ...more }
  }
  const script = (name: string, database: TestDatabase, more?: Record<string, string>) =>
    run('sh', [resolve('infra/postgres', `${name}.sh`)], { env: envOf(database, more) })
  const dumps = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.dump'))
      .sort()
  /** Everything, table by table, whatever the order in which rows lie. */
  const contents = async (sql: Sql) => {
    const tables = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' order by 1`
    const digests = tables.map(async ({ name }) => {
      const [row] = await sql.unsafe(
        `select count(*)::integer as rows, md5(coalesce(string_agg(t::text, '\n' order by t::text), '')) as digest
         from only "${name}" t`,
      )
      return [name, row?.['rows'], row?.['digest']]
    })
    return await Promise.all(digests)
  }

  it('bring every row of every table into an empty database', async () => {
    await script('backup', from)
    await script('restore', to)
    const restored = await contents(to.sql)
    expect(restored).toEqual(await contents(from.sql))
    expect(restored.find(([name]) => name === 'event_ids')?.[1]).toBe(EVENTS)
    await transaction(to.sql, (tx) =>
      appendEvents(tx, [auditEvent({}, 'after the restore'), auditEvent({}, 'event-7')]),
    )
    expect(await to.sql`select count(*)::integer as events from event_ids`).toEqual([{ events: EVENTS + 1 }])
  })

  it('leave a filled database alone unless told to replace it, and then replace all', async () => {
    await expect(script('restore', to)).rejects.toThrow('holds audit events already')
    expect(await to.sql`select count(*)::integer as events from event_ids`).toEqual([{ events: EVENTS + 1 }])
    await to.sql`create table later (note text)`
    await script('restore', to, { RESTORE_REPLACE: 'all' })
    expect(await contents(to.sql)).toEqual(await contents(from.sql))
  })

  it('change nothing when the dump breaks off', async () => {
    const before = await contents(to.sql)
    const whole = readFileSync(join(folder, dumps().at(-1) ?? ''))
    const broken = join(folder, 'broken')
    writeFileSync(broken, whole)
    truncateSync(broken, whole.length - 20_000)
    await expect(script('restore', to, { RESTORE_REPLACE: 'all', RESTORE_FILE: 'broken' })).rejects.toThrow()
    expect(await contents(to.sql)).toEqual(before)
  })

  it('leave no half dump when interrupted, and clear away what a killed one left', async () => {
    const before = dumps()
    const half = () => readdirSync(folder).filter((name) => name.endsWith('.part'))
    const holder = await from.sql.reserve()
    await holder`begin`
    await holder`lock table event_ids in access exclusive mode`
    for (const [signal, left] of [
      ['SIGTERM', 0],
      ['SIGKILL', 1],
    ] as const) {
      const backup = spawn('sh', [resolve('infra/postgres/backup.sh')], {
        env: envOf(from),
        stdio: 'ignore',
        detached: true,
      })
      const gone = once(backup, 'exit')
      await until('the dump to wait for the lock', async () => half().length > 0)
      process.kill(signal === 'SIGKILL' ? -(backup.pid ?? 0) : (backup.pid ?? 0), signal)
      await gone
      expect(half()).toHaveLength(left)
    }
    await holder`rollback`
    holder.release()
    expect(dumps()).toEqual(before)
    await script('backup', from)
    expect(half()).toEqual([])
  })

  it('keep the newest', async () => {
    for (const day of ['01', '02', '03']) writeFileSync(join(folder, `auditflow-202001${day}T000000Z.dump`), '')
    writeFileSync(join(folder, 'not-ours.dump'), '')
    await script('backup', from, { BACKUP_KEEP: '2' })
    expect(dumps().filter((name) => name.startsWith('auditflow-2020'))).toEqual([])
    expect(dumps().filter((name) => name.startsWith('auditflow-'))).toHaveLength(2)
    expect(dumps()).toContain('not-ours.dump')
  })

  it('fail, and keep what there is, when the database does not answer', async () => {
    const before = dumps()
    await expect(script('backup', from, { PGPORT: '1', BACKUP_KEEP: '0' })).rejects.toThrow()
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith('.dump'))
        .sort(),
    ).toEqual(before)
  })
})
