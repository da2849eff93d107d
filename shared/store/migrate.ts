import type { Sql } from './connect.ts'

export type Migration = { number: number; name: string; sql: string }

/** Any fixed number will do; it spells nothing. */
const MIGRATION_LOCK = 7_203_114_021

/** The database was migrated by a newer program: this one must not touch it. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema'
}

/**
 * Brings the schema up to date: each migration in its own transaction, in order, forward only. Several programs may do
 * this at once; an advisory lock lets one go first and the others find nothing left.
 * @returns the numbers applied now
 * @throws NewerSchema
 */
export async function migrate(sql: Sql, migrations: readonly Migration[]): Promise<number[]> {
  const connection = await sql.reserve()
  try {
    await connection`select pg_advisory_lock(${MIGRATION_LOCK})`
    await connection`
      create table if not exists schema_migrations (
        number integer primary key, name text not null, applied_at timestamptz not null default now()
      )`
    const rows = await connection<{ number: number }[]>`select number from schema_migrations`
    const done = new Set(rows.map(({ number }) => number))
    refuseNewer(done, migrations)
    const todo = migrations.filter(({ number }) => !done.has(number))
    for (const migration of todo) {
      await connection.unsafe(`begin; ${migration.sql};
        insert into schema_migrations (number, name) values (${migration.number}, '${migration.name}'); commit`)
    }
    return todo.map(({ number }) => number)
  } finally {
    await connection`select pg_advisory_unlock(${MIGRATION_LOCK})`
    connection.release()
  }
}

function refuseNewer(done: Set<number>, migrations: readonly Migration[]): void {
  const newest = Math.max(0, ...migrations.map(({ number }) => number))
  const found = Math.max(0, ...done)
  if (found > newest)
    throw new NewerSchema(`the database is at schema ${found}, this program knows up to ${newest}: run a newer program`)
}
