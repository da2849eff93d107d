import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { appendEvents } from './append-events.ts'
import { createPartitions } from './partitions.ts'
import { readInOrder } from './read-in-order.ts'
import { auditEvent } from './test-events.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
const BEGIN = Date.UTC(2026, 10, 25)
/** Several of the same time, over two months, stored in no order. */
const times = [0, 5, 5, 5, 2, 86_400_000 * 6, 86_400_000 * 7, 3].map((ms) => BEGIN + ms)
const stored = times.map((time, i) => auditEvent({ time, activity_name: `a${i}`, raw: { i } }))

async function read(range: { fromMs: number; toMs: number; page?: number }) {
  const pages = []
  for await (const page of readInOrder(database.sql, range)) pages.push(page)
  return pages
}

beforeAll(async () => {
  database = await createTestDatabase()
  await createPartitions(database.sql)(times)
  await transaction(database.sql, (tx) => appendEvents(tx, stored))
})
afterAll(() => database.drop())

describe('reading events in order', () => {
  it.each([1, 2, 3, 8, 100])('gives every event of the range once, in pages of %d', async (page) => {
    const pages = await read({ fromMs: BEGIN, toMs: BEGIN + 86_400_000 * 30, page })
    const found = pages.flat()
    const sorted = [...stored].sort((a, b) => a.event.data.time - b.event.data.time || (a.uid < b.uid ? -1 : 1))
    expect(found.map(({ uid }) => uid)).toEqual(sorted.map(({ uid }) => uid))
    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(page)
  })

  it('puts each event together as it was, and keeps to the range', async () => {
    const [[found] = [], ...rest] = await read({ fromMs: BEGIN + 3, toMs: BEGIN + 5 })
    expect(rest).toEqual([])
    expect(found?.event).toEqual(stored[7]!.event.data)
  })

  it('gives no page where there is nothing', async () => {
    expect(await read({ fromMs: 0, toMs: 1 })).toEqual([])
  })
})
