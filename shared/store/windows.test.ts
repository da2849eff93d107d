import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import type { Look, NewHit } from '../detect/index.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../events/audit-event.ts'
import { connect } from './connect.ts'
import { databaseWindows } from './database-windows.ts'
import { transaction } from './transaction.ts'
import { bumpEpoch, findNeighbours, readEpoch, readStretches, recordHits } from './windows.ts'

const T = Date.UTC(2026, 10, 25)
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const uid = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
type Hit = { ruleId: string; key: string; uid: string; timeMs: number; value?: string; spanMs: number; need: number }
const hit = (key: string, number: number, timeMs: number, rest: Partial<Hit> = {}): Hit => ({
  ruleId: 'rule',
  key,
  uid: uid(number),
  timeMs,
  spanMs: 1_000,
  need: 3,
  ...rest,
})
const newHit = ({ ruleId, key, uid, timeMs, value }: Hit): NewHit => ({
  ruleId,
  key,
  part: '',
  immediate: true,
  moment: { uid, timeMs, ...(value !== undefined && { value }) },
})
const lookAt = ({ ruleId, key, uid, timeMs, spanMs, need }: Hit): Look => ({
  ...{ ruleId, key, part: '', immediate: true, uid, timeMs, need },
  beforeMs: spanMs,
  afterMs: spanMs,
})
const record = (...hits: Hit[]) => transaction(database.sql, (tx) => recordHits(tx, hits.map(newHit)))
const neighbours = (...hits: Hit[]) => transaction(database.sql, (tx) => findNeighbours(tx, hits.map(lookAt)))
const series = (key: string) => ({ ruleId: 'rule', key, part: '' })
const stretch = async (key: string, between: { fromMs: number; toMs: number }, limit: number) => {
  const [found] = await transaction(database.sql, (tx) => readStretches(tx, [{ ...series(key), ...between, limit }]))
  return found
}
const uids = (found: { uid: string }[] | undefined) => found?.map((one) => Number(one.uid.slice(-12)))

describe('findNeighbours', () => {
  it('gives the nearest first to each side in order of (time, uid), as many as needed, the hit itself left out', async () => {
    const hits = Array.from({ length: 9 }, (_, index) => hit('a', index + 1, T + index * 100))
    await record(...hits)
    expect(uids((await neighbours(hits[4]!))[0])).toEqual([4, 3, 2, 6, 7, 8])
    expect(uids((await neighbours(hits[0]!))[0])).toEqual([2, 3, 4])
  })

  it('gives the own hit besides, where it is asked for', async () => {
    await record(...[1, 2, 3].map((number) => hit('own', number, T + number)))
    const look = { ...lookAt(hit('own', 2, T + 2, { need: 1 })), own: true }
    const found = await transaction(database.sql, (tx) => findNeighbours(tx, [look, { ...look, key: 'none' }]))
    expect(found.map(uids)).toEqual([[1, 3, 2], []])
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
    const beyond = { fromMs: EARLIEST_TIME_MS - 2e9, toMs: LATEST_TIME_MS + 2e9 }
    expect(uids(await stretch('ends', beyond, 10))).toEqual([0, 1])
  })
})

describe('readStretches', () => {
  it('gives the newest of each stretch, both ends included, in order of time', async () => {
    await record(...[1, 2, 3, 4].map((number) => hit('load', number, T + number)))
    expect(uids(await stretch('load', { fromMs: T + 2, toMs: T + 9 }, 2))).toEqual([3, 4])
    expect(uids(await stretch('load', { fromMs: T + 1, toMs: T + 3 }, 9))).toEqual([1, 2, 3])
    const both = [1, 3].map((from) => ({ ...series('load'), fromMs: T + from, toMs: T + from, limit: 9 }))
    expect((await transaction(database.sql, (tx) => readStretches(tx, both))).map(uids)).toEqual([[1], [3]])
  })
})

describe('the series of a group', () => {
  it('are apart, and have one lock', async () => {
    const part = (name: string, number: number) => ({ ...newHit(hit('parts', number, T)), part: name })
    await transaction(database.sql, (tx) => recordHits(tx, [part('one', 1), part('two', 2)]))
    const look = (name: string) => ({ ...lookAt(hit('parts', 3, T)), part: name })
    const found = await transaction(database.sql, (tx) => findNeighbours(tx, ['one', 'two', ''].map(look)))
    expect(found.map(uids)).toEqual([[1], [2], []])
    const waiting = await transaction(database.sql, async (tx) => {
      await recordHits(tx, [part('one', 4)])
      const other = transaction(database.sql, (second) => recordHits(second, [part('two', 5)])).then(() => 'done')
      return await Promise.race([other, new Promise((resolve) => setTimeout(() => resolve('waits'), 200))])
    })
    expect(waiting).toBe('waits')
  })
})

describe('the locks', () => {
  it('let no two commits of one key miss each other', async () => {
    const pools = Array.from({ length: 4 }, () => connect(database.url, { max: 2 }))
    const seen = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        transaction(pools[index % 4]!, async (tx) => {
          const query = hit('race', 0, T, { uid: randomUUID(), need: 100 })
          await recordHits(tx, [query, hit(`race-${index % 3}`, index, T)].map(newHit))
          const [found] = await findNeighbours(tx, [lookAt(query)])
          return found!.length
        }),
      ),
    )
    await Promise.all(pools.map((sql) => sql.end()))
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index))
  })

  it('let commits of other keys pass', async () => {
    await transaction(database.sql, async (tx) => {
      await recordHits(tx, [newHit(hit('held', 1, T))])
      await transaction(database.sql, (other) => recordHits(other, [newHit(hit('free', 1, T))]))
    })
  })
})

describe('windows in PostgreSQL', () => {
  it('add hits, give their neighbours, and say that caches are behind', async () => {
    const before = Number(await transaction(database.sql, readEpoch))
    const hits = [hit('add', 1, T), hit('add', 2, T + 1)]
    const found = await transaction(database.sql, (tx) => databaseWindows(tx).add(hits.map(newHit), hits.map(lookAt)))
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
