import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { addException } from './add-exception.ts'
import type { NewException } from './insert-exception.ts'
import { loadRuleBook } from './load-rule-book.ts'
import { removeException } from './remove-exception.ts'

const NOW = Date.UTC(2026, 10, 25)
const LATER = Date.UTC(2026, 10, 26, 1, 2, 3, 4)

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const add = (parts: Partial<NewException>) =>
  addException(
    database.sql,
    { ruleId: 'a', when: { 'user|startswith': 'svc-' }, reason: 'runs at night', by: 'ann', ...parts },
    NOW,
  )
const book = async () => (await loadRuleBook(database.sql))!
const find = async (id: string) => (await book()).exceptions.find((one) => one.id === id)

describe('addException', () => {
  it('keeps a selection with its reason, for ever or until it expires', async () => {
    const before = (await book()).revision
    const when = [{ user: 'svc' }, 'keyword "quoted" \\ é']
    const lasting = await add({ when })
    const ending = await add({ expiresMs: LATER })
    expect(await find(lasting)).toEqual({ id: lasting, ruleId: 'a', when, reason: 'runs at night', expires: null })
    expect(await find(ending)).toMatchObject({ expires: '2026-11-26T01:02:03.004Z' })
    expect((await book()).revision).not.toBe(before)
  })

  it('takes placeholders that have values', async () => {
    const when = { 'user|expand': '%admins%' }
    await expect(add({ when })).rejects.toMatchObject({ field: 'when' })
    expect(await add({ when, placeholders: { admins: ['ann'] } })).toBeDefined()
  })

  it.each<[string, Partial<NewException>, string, string]>([
    ['no rule', { ruleId: '' }, 'rule_id', 'is missing'],
    ['no reason', { reason: '  ' }, 'reason', 'is missing'],
    ['nobody', { by: '' }, 'by', 'is missing'],
    ['an end that has passed', { expiresMs: NOW }, 'expires_at', 'is no time in the future'],
    ['an end that is no time', { expiresMs: Number.NaN }, 'expires_at', 'is no time in the future'],
    ['an end beyond all years', { expiresMs: 1e18 }, 'expires_at', 'is no time in the future'],
    ['an empty selection', { when: {} }, 'when', 'empty'],
    ['no selection', { when: undefined }, 'when', 'nothing'],
    ['an unknown modifier', { when: { 'user|nope': 'x' } }, 'when', 'nope'],
  ])('refuses %s, naming the field and the reason, and keeps nothing', async (_, parts, field, reason) => {
    const before = await book()
    await expect(add(parts)).rejects.toMatchObject({
      name: 'RuleRefused',
      field,
      reason: expect.stringContaining(reason),
    })
    expect(await book()).toEqual(before)
  })
})

describe('removeException', () => {
  it('ends one once, and keeps who did it', async () => {
    const id = await add({})
    const before = (await book()).revision
    expect(await removeException(database.sql, id, { by: 'bob' })).toBe(true)
    expect((await book()).revision).not.toBe(before)
    expect(await find(id)).toBeUndefined()
    expect(await removeException(database.sql, id, { by: 'eve' })).toBe(false)
    expect(await removeException(database.sql, randomUUID(), { by: 'eve' })).toBe(false)
    expect(await database.sql`select removed_by from rule_exceptions where id = ${id}`).toEqual([{ removed_by: 'bob' }])
  })
})
