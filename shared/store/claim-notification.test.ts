import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { BUSY, type NotificationStore, notificationStore, OVER } from './claim-notification.ts'

const at = Date.UTC(2026, 10, 25, 7, 0, 0, 123)
let database: TestDatabase
let store: NotificationStore

beforeAll(async () => {
  database = await createTestDatabase()
  store = notificationStore(database.sql)
})
afterAll(() => database.drop())

const read = (alertId: string) => store.claim(alertId, 'webhook', async (found) => found)

describe('a claim', () => {
  it('makes the notification when there is none', async () => {
    expect(await read(randomUUID())).toEqual({ attempts: 0, nextTryAt: null, lastError: null })
  })

  it('is refused while another holds it, and given for other channels and alerts', async () => {
    const alertId = randomUUID()
    const inside = await store.claim(alertId, 'webhook', async () => ({
      same: await read(alertId),
      otherChannel: await store.claim(alertId, 'console', async () => 'held'),
      otherAlert: await store.claim(randomUUID(), 'webhook', async () => 'held'),
    }))
    expect(inside).toEqual({ same: BUSY, otherChannel: 'held', otherAlert: 'held' })
    expect(await read(alertId)).not.toBe(BUSY)
  })

  it('sees what the last holder recorded, times to the millisecond', async () => {
    const alertId = randomUUID()
    const nextTryAt = at + 3_000
    await store.claim(alertId, 'webhook', (_, record) => record({ at, status: 'pending', reason: 'busy', nextTryAt }))
    expect(await read(alertId)).toEqual({ attempts: 1, nextTryAt, lastError: 'busy' })
    await store.claim(alertId, 'webhook', (_, record) => record({ at, status: 'sent' }))
    expect(await read(alertId)).toBe(OVER)
    expect(
      await database.sql`select at, status, detail from notification_attempts where alert_id = ${alertId} order by id`,
    ).toEqual([
      { at: new Date(at), status: 'failed', detail: 'busy' },
      { at: new Date(at), status: 'sent', detail: null },
    ])
  })

  it('ends with a fault of the work, and nothing of it is recorded', async () => {
    const alertId = randomUUID()
    const work = store.claim(alertId, 'webhook', async (_, record) => {
      await record({ at, status: 'sent' })
      throw new Error('struck down')
    })
    await expect(work).rejects.toThrow('struck down')
    expect(await read(alertId)).toMatchObject({ attempts: 0 })
  })

  it('is over for all who come later, at the same time too, once the notification was sent or given up', async () => {
    for (const ending of [
      { at, status: 'sent' },
      { at, status: 'failed', reason: 'gone' },
    ] as const) {
      const alertId = randomUUID()
      await store.claim(alertId, 'webhook', (_, record) => record(ending))
      expect(await Promise.all([read(alertId), read(alertId), read(alertId)])).toEqual([OVER, OVER, OVER])
    }
  })
})
