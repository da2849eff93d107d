import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { until } from '../../test/helpers/until.ts'
import { Unavailable } from '../ports/outcome.ts'
import { connect, type Sql, type Transaction } from './connect.ts'
import { toFault, withFaults } from './faults.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
let pool: Sql
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  await database.sql`create table t (a int)`
  pool = connect(database.url, { max: 1 })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

async function kill(tx: Transaction): Promise<void> {
  const [row] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
  await database.sql`select pg_terminate_backend(${row!.pid})`
}
const later = () => new Promise((resolve) => setTimeout(resolve, 50))
const count = async () => (await pool`select count(*)::int as n from t`)[0]?.['n']

describe('transaction', () => {
  it('gives what the work gives, committed', async () => {
    expect(await transaction(pool, async (tx) => (await tx`insert into t values (1) returning a`)[0]?.['a'])).toBe(1)
    expect(await count()).toBe(1)
  })

  it('takes the fault of the work and undoes it', async () => {
    const work = transaction(pool, async (tx) => {
      await tx`insert into t values (2)`
      throw new RangeError('work')
    })
    await expect(work).rejects.toThrow(RangeError)
    expect(await count()).toBe(1)
  })

  const killed: Record<string, (tx: Transaction) => Promise<unknown>> = {
    'before a statement': async (tx) => {
      await kill(tx)
      await tx`insert into t values (3)`
    },
    'a while before a statement': async (tx) => {
      await kill(tx)
      await later()
      await tx`insert into t values (3)`
    },
    'during a statement': (tx) => Promise.all([tx`select pg_sleep(5)`, later().then(() => killAll())]),
    'before the commit': async (tx) => {
      await tx`insert into t values (3)`
      await kill(tx)
    },
    'a while before the commit': async (tx) => {
      await tx`insert into t values (3)`
      await kill(tx)
      await later()
    },
    'before the work throws': async (tx) => {
      await kill(tx)
      await later()
      throw new Error('work')
    },
  }

  it.each(Object.entries(killed))(
    'is Unavailable when its connection is killed %s, and the pool goes on at once',
    async (_, work) => {
      await expect(withFaults(() => transaction(pool, work))).rejects.toThrow(Unavailable)
      const started = performance.now()
      await until('the pool', () => count().catch((error) => toFault(error) instanceof Unavailable && undefined))
      expect(performance.now() - started).toBeLessThan(2_000)
      expect(await count()).toBe(1)
      expect(await transaction(pool, (tx) => tx`select 1 as one`)).toEqual([{ one: 1 }])
    },
  )

  it('never waits forever for a pool whose connections were killed again and again under load', async () => {
    const busy = connect(database.url, { name: 'busy' })
    const done = [0, 0, 0, 0, 0, 0]
    let over = false
    const working = done.map(async (_, worker) => {
      while (!over) {
        const work = async (tx: Transaction | Sql) => [await tx`select 1`, await tx`select pg_sleep(0.001)`]
        const trying = worker < 4 ? transaction(busy, work) : work(busy)
        await trying.then(
          () => done[worker]!++,
          (error) => expect(toFault(error)).toBeInstanceOf(Unavailable),
        )
      }
    })
    for (let round = 0; round < 40; round++) {
      await later()
      await database.sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'busy'`
    }
    const before = [...done]
    await until('every worker to go on', () => done.every((count, worker) => count > before[worker]!))
    over = true
    await Promise.all(working)
    await busy.end({ timeout: 1 })
  })

  async function killAll(): Promise<void> {
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep(5)%' and pid <> pg_backend_pid()`
  }
})
