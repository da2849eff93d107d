import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { addAlert } from '../test-rows.ts'
import { type AlertChange, changeAlert } from './change-alert.ts'

let database: TestDatabase
const change = (id: string, verb: AlertChange) => changeAlert(database.sql, id, verb)
const feedRows = async (id: string) =>
  (await database.sql`select from feed where alerts = array[${id}::uuid] and events = 0`).length

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('changeAlert', () => {
  it('goes from open to acknowledged to resolved and back to open, telling the feed each time', async () => {
    const id = await addAlert(database.sql)
    expect(await change(id, 'acknowledge')).toEqual({ kind: 'changed', status: 'acknowledged' })
    expect(await change(id, 'resolve')).toEqual({ kind: 'changed', status: 'resolved' })
    expect(await change(id, 'reopen')).toEqual({ kind: 'changed', status: 'open' })
    expect(await feedRows(id)).toBe(3)
    const [row] = await database.sql`select status, acknowledged_at, resolved_at from alerts where id = ${id}`
    expect(row).toEqual({ status: 'open', acknowledged_at: null, resolved_at: null })
  })

  it('changes nothing when repeated', async () => {
    const id = await addAlert(database.sql)
    await change(id, 'resolve')
    expect(await change(id, 'resolve')).toEqual({ kind: 'unchanged', status: 'resolved' })
    expect(await feedRows(id)).toBe(1)
  })

  it('changes once when many do it at the same time', async () => {
    const id = await addAlert(database.sql)
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => change(id, 'acknowledge')))
    expect(outcomes.filter((outcome) => outcome.kind === 'changed')).toHaveLength(1)
    expect(await feedRows(id)).toBe(1)
  })

  it('refuses to acknowledge what is resolved', async () => {
    const id = await addAlert(database.sql, { status: 'resolved' })
    expect(await change(id, 'acknowledge')).toMatchObject({ kind: 'conflict' })
  })

  it('refuses to reopen beside another unresolved alert of the same rule and key, and names it', async () => {
    const old = await addAlert(database.sql, { key: 'actor=twin', status: 'resolved' })
    const other = await addAlert(database.sql, { key: 'actor=twin' })
    expect(await change(old, 'reopen')).toMatchObject({ kind: 'conflict', other })
    expect(await feedRows(old)).toBe(0)
  })

  it('knows when there is no such alert', async () => {
    expect(await change(randomUUID(), 'resolve')).toEqual({ kind: 'unknown' })
  })
})
