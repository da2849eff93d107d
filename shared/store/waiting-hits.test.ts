import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import type { NewHit } from '../detect/index.ts'
import { EARLIEST_TIME_MS } from '../events/audit-event.ts'
import { transaction } from './transaction.ts'
import { takeDue, trimHits } from './waiting-hits.ts'
import { recordHits } from './windows.ts'

const T = Date.UTC(2026, 10, 25)
const MINUTE_MS = 60_000
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.sql`truncate rule_hits`
})
afterAll(() => database.drop())

const uid = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
const hit = (number: number, timeMs: number, dueMs?: number): NewHit => ({
  ...{ ruleId: 'rule', key: 'user=ann', part: '', immediate: false },
  moment: { uid: uid(number), timeMs, value: `v${number}` },
  ...(dueMs !== undefined && { due: { via: 'base', dueMs } }),
})
const record = (...hits: NewHit[]) => transaction(database.sql, (tx) => recordHits(tx, hits))
const take = (clockMs: number, limit = 10) => transaction(database.sql, (tx) => takeDue(tx, clockMs, limit))
const trim = (clockMs: number, keepMs = MINUTE_MS) =>
  transaction(database.sql, (tx) => trimHits(tx, clockMs, [{ id: 'rule', keepMs }], 100))

it('what is due is taken once, the earliest first, with all that its judgement takes', async () => {
  await record(hit(1, T, T + 3), hit(2, T + 1, T + 2), hit(3, T + 2, T + 4), hit(4, T))
  expect(await take(T + 1)).toEqual([])
  expect(await take(T + 4, 1)).toEqual([
    {
      ...{ ruleId: 'rule', key: 'user=ann', via: 'base', dueMs: T + 2 },
      moment: { uid: uid(2), timeMs: T + 1, value: 'v2' },
    },
  ])
  expect((await take(T + 3)).map(({ dueMs }) => dueMs)).toEqual([T + 3])
  expect((await take(Number.POSITIVE_INFINITY)).map(({ dueMs }) => dueMs)).toEqual([T + 4])
  expect(await take(T + MINUTE_MS)).toEqual([])
})

it('what was taken by a commit that failed is due again', async () => {
  await record(hit(1, T, T + 1))
  const failing = transaction(database.sql, async (tx) => {
    expect(await takeDue(tx, T + 1, 10)).toHaveLength(1)
    throw new Error('undone')
  })
  await expect(failing).rejects.toThrow('undone')
  expect(await take(T + 1)).toHaveLength(1)
})

it('hits that no window reaches are forgotten, others kept', async () => {
  await record(hit(1, T - 1), hit(2, T))
  expect(await trim(T + MINUTE_MS)).toBe(1)
  expect(await trim(T + MINUTE_MS)).toBe(0)
  expect(await trim(T + MINUTE_MS + 1)).toBe(1)
})

it('hits are kept as long as one that has yet to be judged may look at them, however far the clock has run ahead', async () => {
  await record(hit(1, T), hit(2, T, T + MINUTE_MS))
  expect(await trim(T + 100 * MINUTE_MS)).toBe(0)
  await take(T + 100 * MINUTE_MS)
  expect(await trim(T + 100 * MINUTE_MS)).toBe(2)
})

it('the beginning of time is no obstacle', async () => {
  await record(hit(1, EARLIEST_TIME_MS))
  expect(await trim(EARLIEST_TIME_MS, 400 * 24 * 60 * MINUTE_MS)).toBe(0)
})
