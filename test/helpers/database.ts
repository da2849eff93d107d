import { randomBytes } from 'node:crypto'
import { connect, type Sql } from '../../shared/store/connect.ts'
import { loadMigrations } from '../../shared/store/load-migrations.ts'

const SERVER = 'postgres://postgres@127.0.0.1:5432/postgres'
const MIGRATIONS = 'shared/store/migrations'

export type TestDatabase = { url: string; sql: Sql; drop: () => Promise<void> }

/** A fresh database on a real server, by default with every migration applied; `drop` closes `sql` and removes it. */
export async function createTestDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const name = `af_test_${randomBytes(6).toString('hex')}`
  await onServer((server) => server.unsafe(`create database ${name}`))
  const url = new URL(SERVER)
  url.pathname = name
  const sql = connect(url.href)
  if (migrated) for (const migration of loadMigrations(MIGRATIONS)) await sql.unsafe(migration.sql)
  const drop = async (): Promise<void> => {
    await sql.end({ timeout: 5 })
    await onServer((server) => server.unsafe(`drop database ${name} with (force)`))
  }
  return { url: url.href, sql, drop }
}

async function onServer(work: (server: Sql) => Promise<unknown>): Promise<void> {
  const server = connect(SERVER, { max: 1 })
  try {
    await work(server)
  } finally {
    await server.end({ timeout: 5 })
  }
}
