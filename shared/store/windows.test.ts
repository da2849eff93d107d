import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../events/audit-event.ts'
import type { WindowQuery } from '../ports/windows.ts'
import { connect } from './connect.ts'
import { transaction } from './transaction.ts'
import { bumpEpoch, databaseWindows, findNeighbours, loadHits, readEpoch, recordHits } from './windows.ts'

const T = Date.UTC(2026, 10, 25)
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const uid = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
const hit = (key: string, number: number, timeMs: number, rest: Partial<WindowQuery> = {}): WindowQuery => ({
  ruleId: 'rule',
  key,
  uid: uid(number),
  timeMs,
  spanMs: 1_000,
  need: 3,
  ...rest,
})
const record = (...hits: WindowQuery[]) => transaction(database.sql, (tx) => recordHits(tx, hits))
const neighbours = (...queries: WindowQuery[]) => transaction(database.sql, (tx) => findNeighbours(tx, queries))
const uids = (found: { uid: string }[] | undefined) => found?.map((one) => Number(one.uid.slice(-12)))

describe('findNeighbours', () => {
  it('gives the nearest first to each side in order of (time, uid), as many as needed, the hit itself left out', async () => {
    const hits = Array.from({ length: 9 }, (_, index) => hit('a', index + 1, T + index * 100))
    await record(...hits)
    expect(uids((await neighbours(hits[4]!))[0])).toEqual([4, 3, 2, 6, 7, 8])
    expect(uids((await neighbours(hits[0]!))[0])).toEqual([2, 3, 4])
  })

  it('orders hits of one time by uid', async () => {
    const hits = [5, 3, 1, 4, 2, 6].map((number) => hit('same', number, T))
    await record(...hits)
    expect(uids((await neighbours(hit('same', 3, T, { need: 2 })))[0])).toEqual([2, 1, 4, 5])
  })

  it('looks as far as the span, both ends included, and not into other keys and rules', async () => {
    await record(
      hit('span', 1, T - 1_001),
      hit('span', 2, T - 1_000),
      hit('span', 3, T),
      hit('span', 4, T + 1_000),
      hit('span', 5, T + 1_001),
      hit('other', 6, T),
      hit('span', 7, T, { ruleId: 'other' }),
    )
    expect(uids((await neighbours(hit('span', 3, T)))[0])).toEqual([2, 4])
  })

  it('answers several queries each for itself, and gives the values', async () => {
    await record(hit('values', 1, T, { value: 'a' }), hit('values', 2, T + 1))
    const [none, first, second] = await neighbours(hit('empty', 1, T), hit('values', 1, T), hit('values', 2, T + 1))
    expect(none).toEqual([])
    expect(first).toEqual([{ uid: uid(2), timeMs: T + 1 }])
    expect(second).toEqual([{ uid: uid(1), timeMs: T, value: 'a' }])
  })

  it('counts a hit that is recorded twice once, and takes any key and value', async () => {
    const odd = hit(`\0\ud800${'k'.repeat(20_000)}`, 1, T, { value: '\0' })
    await record(odd, odd)
    await record(odd)
    expect(await neighbours({ ...odd, uid: uid(2) })).toEqual([[{ uid: uid(1), timeMs: T, value: '\\u0000' }]])
  })

  it('reaches over the ends of time', async () => {
    const ends = [EARLIEST_TIME_MS, LATEST_TIME_MS].map((time, index) => hit('ends', index, time, { spanMs: 1e9 }))
    await record(...ends)
    expect(await neighbours(...ends)).toEqual([[], []])
    const load = (from: number) => transaction(database.sql, (tx) => loadHits(tx, 'rule', 'ends', from, 10))
    expect(uids(await load(EARLIEST_TIME_MS - 2e9))).toEqual([1, 0])
  })
})

describe('loadHits', () => {
  it('gives the newest from a time on', async () => {
    await record(...[1, 2, 3, 4].map((number) => hit('load', number, T + number)))
    const loaded = await transaction(database.sql, (tx) => loadHits(tx, 'rule', 'load', T + 2, 2))
    expect(uids(loaded)).toEqual([4, 3])
  })
})

describe('the locks', () => {
  it('let no two commits of one key miss each other', async () => {
    const pools = Array.from({ length: 4 }, () => connect(database.url, { max: 2 }))
    const seen = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        transaction(pools[index % 4]!, async (tx) => {
          const query = hit('race', 0, T, { uid: randomUUID(), need: 100 })
          await recordHits(tx, [query, hit(`race-${index % 3}`, index, T)])
          const [found] = await findNeighbours(tx, [query])
          return found!.length
        }),
      ),
    )
    await Promise.all(pools.map((sql) => sql.end()))
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index))
  })

  it('let commits of other keys pass', async () => {
    await transaction(database.sql, async (tx) => {
      await recordHits(tx, [hit('held', 1, T)])
      await transaction(database.sql, (other) => recordHits(other, [hit('free', 1, T)]))
    })
  })
})

describe('windows in PostgreSQL', () => {
  it('add hits, give their neighbours, and say that caches are behind', async () => {
    const before = Number(await transaction(database.sql, readEpoch))
    const windows = databaseWindows()
    const hits = [hit('add', 1, T), hit('add', 2, T + 1)]
    const found = await transaction(database.sql, (tx) => windows.add(tx, hits))
    expect(found.map(uids)).toEqual([[2], [1]])
    expect(Number(await transaction(database.sql, readEpoch))).toBe(before + 1)
  })
})

describe('the epoch', () => {
  it('moves on with the commit that bumps it, and with none that fails', async () => {
    const read = () => transaction(database.sql, readEpoch)
    const before = Number(await read())
    await transaction(database.sql, bumpEpoch)
    const failing = transaction(database.sql, async (tx) => {
      await bumpEpoch(tx)
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    expect(Number(await read())).toBe(before + 1)
  })
})
