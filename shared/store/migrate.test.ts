import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { connect } from './connect.ts'
import { loadMigrations } from './load-migrations.ts'
import { type Migration, migrate, NewerSchema } from './migrate.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterEach(() => database.drop())

const first: Migration = { number: 1, name: 'first', sql: 'create table one (a int); insert into one values (1)' }
const second: Migration = { number: 2, name: 'second', sql: 'alter table one add column b int not null default 7' }
const rows = () => database.sql`select * from one`

describe('migrate', () => {
  it('applies each migration once, in order, and those that are new later', async () => {
    expect(await migrate(database.sql, [first])).toEqual([1])
    expect(await migrate(database.sql, [first, second])).toEqual([2])
    expect(await migrate(database.sql, [first, second])).toEqual([])
    expect(await rows()).toEqual([{ a: 1, b: 7 }])
  })

  it('lets one of several programs go first and the others find nothing left', async () => {
    const pools = Array.from({ length: 4 }, () => connect(database.url, { max: 1 }))
    const applied = await Promise.all(pools.map((sql) => migrate(sql, [first, second])))
    await Promise.all(pools.map((sql) => sql.end()))
    expect(applied.flat().sort()).toEqual([1, 2])
    expect(await rows()).toHaveLength(1)
  })

  it('refuses a schema newer than the program, says so and changes nothing', async () => {
    await migrate(database.sql, [first, second])
    const older = migrate(database.sql, [first])
    await expect(older).rejects.toThrow(NewerSchema)
    await expect(older).rejects.toThrow('the database is at schema 2, this program knows up to 1: run a newer program')
    expect(await rows()).toEqual([{ a: 1, b: 7 }])
  })

  it('leaves nothing of a run whose last migration fails', async () => {
    const broken = { number: 2, name: 'broken', sql: 'create table two (a int); select nothing from nowhere' }
    await expect(migrate(database.sql, [first, broken])).rejects.toThrow('nowhere')
    expect(await database.sql`select to_regclass('one') as one, to_regclass('two') as two`).toEqual([
      { one: null, two: null },
    ])
    expect(await migrate(database.sql, [first, second])).toEqual([1, 2])
  })

  it('applies the migrations of this folder, which are numbered without a gap', async () => {
    const own = loadMigrations(new URL('migrations', import.meta.url).pathname)
    expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1))
    expect(await migrate(database.sql, own)).toHaveLength(own.length)
    expect(await migrate(database.sql, own)).toEqual([])
  })
})
