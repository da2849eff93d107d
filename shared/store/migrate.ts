import type { Sql } from './connect.ts'
import { transaction } from './transaction.ts'

export type Migration = { number: number; name: string; sql: string }

/** Any fixed number will do; it spells nothing. */
const MIGRATION_LOCK = 7_203_114_021

/** The database was migrated by a newer program: this one must not touch it. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema'
}

/**
 * Brings the schema up to date, forward only, in order and in one transaction. Several programs may do this at once: an
 * advisory lock lets one go first and the others find nothing left.
 * @returns the numbers applied now
 * @throws NewerSchema
 */
export async function migrate(sql: Sql, migrations: readonly Migration[]): Promise<number[]> {
  return await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${MIGRATION_LOCK})`
    await tx`
      create table if not exists schema_migrations (
        number integer primary key, name text not null, applied_at timestamptz not null default now()
      )`
    const rows = await tx<{ number: number }[]>`select number from schema_migrations`
    const done = new Set(rows.map(({ number }) => number))
    refuseNewer(done, migrations)
    const todo = migrations.filter(({ number }) => !done.has(number))
    for (const migration of todo) {
      await tx.unsafe(migration.sql)
      await tx`insert into schema_migrations (number, name) values (${migration.number}, ${migration.name})`
    }
    return todo.map(({ number }) => number)
  })
}

function refuseNewer(done: Set<number>, migrations: readonly Migration[]): void {
  const newest = Math.max(0, ...migrations.map(({ number }) => number))
  const found = Math.max(0, ...done)
  if (found > newest)
    throw new NewerSchema(`the database is at schema ${found}, this program knows up to ${newest}: run a newer program`)
}
