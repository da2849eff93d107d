import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendEvents } from '../../shared/store/append-events.ts'
import { auditEvent } from '../../shared/store/test-events.ts'
import { addAlert, addMonths, addRejected } from '../../shared/store/test-rows.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'

const EVENTS = 2_000
const HAS_TOOLS = ['pg_dump', 'pg_restore', 'psql'].every((tool) => spawnSync(tool, ['--version']).status === 0)
if (!HAS_TOOLS) console.warn('the client programs of PostgreSQL are not here: backup and restore are not tried')

describe.skipIf(!HAS_TOOLS)('backup.sh and restore.sh', () => {
  let full: TestDatabase
  let empty: TestDatabase
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'auditflow-backup-'))
    full = await createTestDatabase()
    empty = await createTestDatabase({ migrated: false })
    await addMonths(full.sql)
    const events = Array.from({ length: EVENTS }, (_, index) => auditEvent({}, `backup-${index}`))
    await transaction(full.sql, (tx) => appendEvents(tx, events))
    await addAlert(full.sql)
    await addRejected(full.sql, 'no reason', '{"odd": "\\u0000 and ünïcode"}')
  })
  afterAll(async () => {
    await full.drop()
    await empty.drop()
    rmSync(folder, { recursive: true })
  })

  const run = (script: string, { url }: { url: string }, env: Record<string, string> = {}) => {
    const { hostname, port, username, pathname } = new URL(url)
    const connection = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGDATABASE: pathname.slice(1) }
    return spawnSync('sh', [`infra/postgres/${script}.sh`], {
      env: { PATH: process.env['PATH'], BACKUP_DIR: folder, BACKUP_KEEP: '3', ...connection, ...env },
      encoding: 'utf8',
    })
  }
  const dumps = () => readdirSync(folder).sort()
  const contents = async ({ sql }: TestDatabase) => {
    const tables = await sql<{ name: string }[]>`
      select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`
    const counted = tables.map(async ({ name }) => {
      const [row] = await sql.unsafe<{ rows: string; hash: string }[]>(
        `select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text as hash from ${name} t`,
      )
      return [name, row?.rows, row?.hash]
    })
    return await Promise.all(counted)
  }

  it('give back every row of every table, in an empty database', async () => {
    const backup = run('backup', full)
    expect([backup.status, backup.stderr]).toEqual([0, ''])
    expect(dumps()).toEqual([expect.stringMatching(/^auditflow-\d{8}T\d{6}Z\.dump$/)])
    const restored = run('restore', empty)
    expect([restored.status, restored.stderr]).toEqual([0, ''])
    const before = await contents(full)
    expect(before.find(([name]) => String(name).startsWith('audit_events_'))).toBeDefined()
    expect(await contents(empty)).toEqual(before)
  })

  it('leave a database alone that has audit events', async () => {
    const before = await contents(full)
    const { status, stderr } = run('restore', full)
    expect(status).toBe(1)
    expect(stderr).toContain('has audit events already')
    expect(await contents(full)).toEqual(before)
  })

  it('leave no file that looks whole when the dump is not', () => {
    const before = dumps()
    const { status } = run('backup', full, { PGDATABASE: 'no_such_database' })
    expect(status).not.toBe(0)
    expect(dumps()).toEqual(before)
  })

  it('keep the newest, and clear away what was left half done a day ago', () => {
    for (const day of ['01', '02', '03', '04']) writeFileSync(join(folder, `auditflow-200001${day}T000000Z.dump`), '')
    writeFileSync(join(folder, 'notes.txt'), 'not ours')
    const half = join(folder, '.auditflow-20000105T000000Z.dump.part')
    writeFileSync(half, '')
    utimesSync(half, 0, 0)
    expect(run('backup', full).status).toBe(0)
    const left = dumps()
    expect(left.filter((file) => file.endsWith('.dump'))).toHaveLength(3)
    expect(left).toContain('notes.txt')
    expect(left.some((file) => file.endsWith('.part'))).toBe(false)
    expect(left.some((file) => file.includes('20000102'))).toBe(false)
  })

  it('fail, and say so, when there is nothing to restore', () => {
    const none = join(folder, 'none')
    mkdirSync(none)
    const { status, stderr } = run('restore', empty, { BACKUP_DIR: none, PGDATABASE: 'postgres' })
    expect(status).not.toBe(0)
    expect(stderr).not.toBe('')
  })
})
