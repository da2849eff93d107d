import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { parseCursor } from './cursor.ts'
import { type EventFilter, findEvents } from './find-events.ts'
import { readEvent } from './read-event.ts'
import { readOnly } from './read-only.ts'
import { addAlert, addEvent, addMonths } from './test-rows.ts'

let database: TestDatabase
const find = (filter: Partial<EventFilter>) =>
  readOnly(database.sql, (reader) => findEvents(reader, { limit: 50, ...filter }))
const actionsOf = async (filter: Partial<EventFilter>) => (await find(filter)).rows.map((row) => row.action).sort()

beforeAll(async () => {
  database = await createTestDatabase()
  await addMonths(database.sql)
  await addEvent(database.sql, { action: 'a', actor: 'alice', srcIp: '10.1.2.3', severity: 5 })
  await addEvent(database.sql, { action: 'b', actor: 'bob', srcIp: '10.9.9.9', outcome: 'Failure' })
  await addEvent(database.sql, { action: 'c', actor: 'bob', srcIp: '2001:db8::7', product: 'aws', search: 'new york' })
  await addEvent(database.sql, { action: 'd', time: '2026-10-03T00:00:00Z', search: 'york' })
})
afterAll(() => database.drop())

describe('findEvents', () => {
  it('narrows by each filter', async () => {
    expect(await actionsOf({})).toEqual(['a', 'b', 'c', 'd'])
    expect(await actionsOf({ actor: 'bob' })).toEqual(['b', 'c'])
    expect(await actionsOf({ action: 'a' })).toEqual(['a'])
    expect(await actionsOf({ outcome: 'Failure' })).toEqual(['b'])
    expect(await actionsOf({ product: 'aws' })).toEqual(['c'])
    expect(await actionsOf({ minSeverity: 5 })).toEqual(['a'])
    expect(await actionsOf({ from: '2026-11-25T07:00:00Z' })).toEqual(['a', 'b', 'c'])
    expect(await actionsOf({ to: '2026-11-25T07:00:00Z' })).toEqual(['d'])
    expect(await actionsOf({ actor: 'bob', outcome: 'Failure' })).toEqual(['b'])
  })

  it('takes an address, and a network even when host bits are set', async () => {
    expect(await actionsOf({ network: '10.1.2.3' })).toEqual(['a'])
    expect(await actionsOf({ network: '10.0.0.5/8' })).toEqual(['a', 'b'])
    expect(await actionsOf({ network: '2001:db8::/32' })).toEqual(['c'])
  })

  it('searches words as a search box does', async () => {
    expect(await actionsOf({ words: 'york' })).toEqual(['c', 'd'])
    expect(await actionsOf({ words: '"new york"' })).toEqual(['c'])
    expect(await actionsOf({ words: 'york -new' })).toEqual(['d'])
    expect(await actionsOf({ words: "'); drop table alerts; --" })).toEqual([])
  })

  it('pages over every row exactly once, also over rows of the same time', async () => {
    const wanted = new Set<string>()
    for (let index = 0; index < 23; index++)
      wanted.add(await addEvent(database.sql, { actor: 'pager', time: `2026-11-25T07:00:00.00${index % 4}Z` }))
    const seen: string[] = []
    let after: ReturnType<typeof parseCursor>
    do {
      const page = await find({ actor: 'pager', limit: 5, ...(after && { after }) })
      seen.push(...page.rows.map((row) => row.uid))
      after = page.next === null ? undefined : parseCursor(page.next)
    } while (after !== undefined)
    expect(seen).toHaveLength(23)
    expect(new Set(seen)).toEqual(wanted)
  })

  it('shows times of year 1 as they are', async () => {
    await addEvent(database.sql, { actor: 'old', time: '0001-01-01T00:00:00Z' })
    expect((await find({ actor: 'old' })).rows[0]?.time).toBe('0001-01-01T00:00:00+00:00')
  })
})

describe('readEvent', () => {
  it('gives the event with raw, extensions and its alerts, and nothing for an unknown uid', async () => {
    const uid = await addEvent(database.sql, { raw: { deep: ['x'] } })
    const alert = await addAlert(database.sql, { causes: [uid] })
    const event = await readOnly(database.sql, (reader) => readEvent(reader, uid))
    expect(event).toMatchObject({ uid, raw: { deep: ['x'] }, extensions: { story: 'one' }, alerts: [{ id: alert }] })
    const unknown = await readOnly(database.sql, (reader) => readEvent(reader, alert))
    expect(unknown).toBeUndefined()
  })
})

describe('readOnly', () => {
  it('refuses to write', async () => {
    const write = readOnly(database.sql, (reader) => reader`delete from alerts`)
    await expect(write).rejects.toMatchObject({ code: '25006' })
  })
})
