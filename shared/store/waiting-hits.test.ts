import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import type { NewHit } from '../detect/index.ts'
import { EARLIEST_TIME_MS } from '../events/audit-event.ts'
import { transaction } from './transaction.ts'
import { claimSettling, takeDue, trimHits } from './waiting-hits.ts'
import { recordHits } from './windows.ts'

const T = Date.UTC(2026, 10, 25)
const HOUR_MS = 3_600_000
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => void (await database.sql`truncate rule_hits`))
afterAll(() => database.drop())

const uid = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
const hit = (number: number, timeMs: number, dueMs?: number, ruleId = 'rule'): NewHit => ({
  ...{ ruleId, key: 'user=ann', part: 'rule 0', immediate: false },
  moment: { uid: uid(number), timeMs, value: `v${number}` },
  ...(dueMs !== undefined && { due: { via: 'base', dueMs } }),
})
const record = (...hits: NewHit[]) => transaction(database.sql, (tx) => recordHits(tx, hits))
const take = (clockMs: number, limit = 10) => transaction(database.sql, (tx) => takeDue(tx, clockMs, limit))
const left = async () =>
  (await database.sql<{ uid: string }[]>`select uid from rule_hits order by uid`).map((one) =>
    Number(one.uid.slice(-12)),
  )

it('takes what is due once, earliest first, with all that its judgement needs', async () => {
  await record(hit(1, T, T + 20), hit(2, T + 5, T + 10), hit(3, T, T + 21), hit(4, T))
  expect(await take(T + 20)).toEqual([
    {
      ruleId: 'rule',
      key: 'user=ann',
      via: 'base',
      dueMs: T + 10,
      moment: { uid: uid(2), timeMs: T + 5, value: 'v2' },
    },
    { ruleId: 'rule', key: 'user=ann', via: 'base', dueMs: T + 20, moment: { uid: uid(1), timeMs: T, value: 'v1' } },
  ])
  expect(await take(T + 20)).toEqual([])
  expect(await left()).toEqual([1, 2, 3, 4])
})

it('takes no more than asked for, the rest next time', async () => {
  await record(...[1, 2, 3].map((number) => hit(number, T, T + number)))
  expect((await take(T + 9, 2)).map(({ dueMs }) => dueMs - T)).toEqual([1, 2])
  expect((await take(T + 9, 2)).map(({ dueMs }) => dueMs - T)).toEqual([3])
})

it('leaves due what a transaction took that failed, and a hit that comes again does not make it due again', async () => {
  await record(hit(1, T, T))
  const failing = transaction(database.sql, async (tx) => {
    await takeDue(tx, T, 10)
    throw new Error('undone')
  })
  await expect(failing).rejects.toThrow('undone')
  expect(await take(T)).toHaveLength(1)
  await record(hit(1, T, T))
  expect(await take(T)).toEqual([])
})

it('lets one settle at a time', async () => {
  await transaction(database.sql, async (tx) => {
    expect(await claimSettling(tx)).toBe(true)
    expect(await transaction(database.sql, claimSettling)).toBe(false)
  })
  expect(await transaction(database.sql, claimSettling)).toBe(true)
})

it('forgets what no window reaches, by each rule’s own measure, and never what is due', async () => {
  const old = T - 2 * HOUR_MS
  await record(
    hit(1, old),
    hit(2, old, T + 1),
    hit(3, T),
    hit(4, old, undefined, 'long'),
    hit(5, old, undefined, 'gone'),
  )
  const rules = [
    { id: 'rule', keepMs: HOUR_MS },
    { id: 'long', keepMs: 3 * HOUR_MS },
  ]
  expect(await trimHits(database.sql, T, rules, 24 * HOUR_MS, 10)).toBe(1)
  expect(await left()).toEqual([2, 3, 4, 5])
  expect(await trimHits(database.sql, T, rules, HOUR_MS, 10)).toBe(1)
  expect(await left()).toEqual([2, 3, 4])
  await take(Number.POSITIVE_INFINITY)
  expect(await trimHits(database.sql, T + 24 * HOUR_MS, rules, HOUR_MS, 1)).toBe(1)
})

it('keeps hits as long as one that has yet to be judged may look at them, however far the clock has run ahead', async () => {
  const rules = [{ id: 'rule', keepMs: HOUR_MS }]
  await record(hit(1, T), hit(2, T, T + HOUR_MS))
  expect(await trimHits(database.sql, T + 100 * HOUR_MS, rules, HOUR_MS, 10)).toBe(0)
  await take(Number.POSITIVE_INFINITY)
  expect(await trimHits(database.sql, T + 100 * HOUR_MS, rules, HOUR_MS, 10)).toBe(2)
})

it('is not stopped by the beginning of time', async () => {
  await record(hit(1, EARLIEST_TIME_MS))
  expect(await trimHits(database.sql, EARLIEST_TIME_MS, [], HOUR_MS, 10)).toBe(0)
})
