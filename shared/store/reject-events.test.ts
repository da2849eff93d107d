import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { type RejectedEvent, rejectEvents } from './reject-events.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const refused = (id: string, rest: Partial<RejectedEvent> = {}): RejectedEvent => ({
  source: '/test',
  id,
  stage: 'audit-event-webhook',
  origin: '/sources/json',
  reason: 'time: missing',
  payload: '{"a": 1}',
  ...rest,
})
const rows = (reason: string) => database.sql`select * from rejected_events where reason = ${reason}`

describe('rejectEvents', () => {
  it('keeps what was refused with its reason', async () => {
    await rejectEvents(database.sql, [refused('1', { reason: 'first', eventType: 'some.type' }), refused('2')])
    expect(await rows('first')).toMatchObject([
      { stage: 'audit-event-webhook', origin: '/sources/json', event_type: 'some.type', payload: '{"a": 1}', times: 1 },
    ])
    expect(await rows('time: missing')).toMatchObject([{ event_type: null }])
  })

  it('counts the same refused again and adds no row, at the same time too', async () => {
    await Promise.all([1, 2, 3, 4].map(() => rejectEvents(database.sql, [refused('again', { reason: 'again' })])))
    await rejectEvents(database.sql, [refused('again', { reason: 'another' })])
    expect(await rows('again')).toMatchObject([{ times: 5 }])
    expect(await rows('another')).toEqual([])
  })

  it('tells the feed how many are new', async () => {
    await database.sql`truncate feed`
    await rejectEvents(database.sql, [refused('fed-1'), refused('fed-2'), refused('again')])
    expect(await database.sql`select events, rejected from feed`).toEqual([{ events: 0, rejected: 2 }])
  })

  it('takes any text, however long', async () => {
    const payload = `\0\ud800${'x'.repeat(5_000_000)}`
    await rejectEvents(database.sql, [refused('odd', { reason: 'odd', payload })])
    expect((await rows('odd'))[0]?.['payload']).toBe(`\\u0000\\ud800${'x'.repeat(5_000_000)}`)
  })
})
