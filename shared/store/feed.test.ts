import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { until } from '../../test/helpers/until.ts'
import { FEED_CHANNEL, writeFeed } from './feed.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('writeFeed', () => {
  it('writes one row with the commit and wakes those who listen, and neither when it fails', async () => {
    let woken = 0
    await database.sql.listen(FEED_CHANNEL, () => woken++)
    const alerts = [randomUUID(), randomUUID()]
    const failing = transaction(database.sql, async (tx) => {
      await writeFeed(tx, { events: 1, alerts: [], rejected: 0 })
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    await transaction(database.sql, (tx) => writeFeed(tx, { events: 3, alerts, rejected: 2 }))
    await until('the notification', () => woken > 0)
    expect(woken).toBe(1)
    expect(await database.sql`select events, array_to_json(alerts) as alerts, rejected from feed`).toEqual([
      { events: 3, alerts, rejected: 2 },
    ])
  })
})
