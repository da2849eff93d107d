import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { Unavailable } from '../ports/outcome.ts'
import { clearOutbox, publishLeftovers, writeOutbox } from './outbox.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => database.sql`truncate outbox`)
afterAll(() => database.drop())

const eventOf = (data: unknown = { a: 1 }): CloudEvent => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/audit-log-analysis',
  type: 'io.auditflow.alert.triggered.v1',
  time: '2026-11-25T07:00:00.000Z',
  datacontenttype: 'application/json',
  data,
  extensions: { story: 'one' },
})
const write = (...events: CloudEvent[]) => transaction(database.sql, (tx) => writeOutbox(tx, events))
const age = () => database.sql`update outbox set created_at = created_at - interval '1 minute'`
const left = async () => (await database.sql`select 1 from outbox`).length

async function publishAll(): Promise<CloudEvent[]> {
  const published: CloudEvent[] = []
  const count = await publishLeftovers(database.sql, async (events) => void published.push(...events))
  expect(count).toBe(published.length)
  return published
}

describe('the outbox', () => {
  it('forgets what was published, keeps the rest, and an event once', async () => {
    const [one, two] = [eventOf(), eventOf()]
    await write(one, two)
    await write(one)
    await clearOutbox(database.sql, [one])
    await age()
    expect(await publishAll()).toEqual([two])
    expect(await left()).toBe(0)
  })

  it('gives events back as they were written', async () => {
    const event = eventOf({ text: 'grüße \u{1f600} "quoted" \\ ', list: [1, null, true] })
    await write(event)
    await age()
    expect(await publishAll()).toEqual([event])
  })

  it('leaves to its own commit what was only just written', async () => {
    await write(eventOf())
    expect(await publishAll()).toEqual([])
    expect(await left()).toBe(1)
  })

  it('keeps the entries when publishing fails, and publishes them the next time', async () => {
    await write(eventOf(), eventOf())
    await age()
    const failing = publishLeftovers(database.sql, async () => {
      throw new Unavailable('broker away')
    })
    await expect(failing).rejects.toThrow(Unavailable)
    expect(await left()).toBe(2)
    expect(await publishAll()).toHaveLength(2)
  })

  it('passes over what another is publishing at the moment', async () => {
    await write(eventOf(), eventOf())
    await age()
    await publishLeftovers(
      database.sql,
      async (events) => {
        expect(events).toHaveLength(1)
        expect(await publishAll()).toHaveLength(1)
      },
      1,
    )
    expect(await left()).toBe(0)
  })
})
