import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { aRule } from '../../detect/testing.ts'
import { loadRuleBook } from './load-rule-book.ts'
import { removeRule } from './remove-rule.ts'
import type { RuleRefused } from './rule-refused.ts'
import { saveRule } from './save-rule.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const among = [{ file: 'pack.yml', doc: aRule({ id: 'base', title: 'Base' }) }]
const save = (doc: unknown) => saveRule(database.sql, doc, { by: 'ann', among })
const book = async () => (await loadRuleBook(database.sql))!
const docOf = async (id: string) => (await book()).rules.find((rule) => rule.id === id)?.doc
const correlationOf = (id: string, rules: string[]) => ({
  id,
  title: 'Many',
  correlation: { type: 'event_count', rules, 'group-by': ['user'], timespan: '5m', condition: { gte: 3 } },
})
const filterOf = (id: string, rules: string[]) => ({
  id,
  title: 'A filter',
  logsource: { product: 'test' },
  filter: { rules, selection: { user: 'svc' }, condition: 'not selection' },
})

describe('saveRule', () => {
  it('keeps a rule with who wrote it, and raises the revision', async () => {
    const before = (await book()).revision
    const doc = aRule({ id: 'kept', description: 'odd \0 text' })
    const { version } = await save(doc)
    expect(version).toMatch(/^[0-9a-f]{12}$/)
    expect(await docOf('kept')).toEqual({ ...doc, description: 'odd \\u0000 text' })
    expect((await book()).revision).not.toBe(before)
    expect(await database.sql`select updated_by, removed_at from rules where id = 'kept'`).toEqual([
      { updated_by: 'ann', removed_at: null },
    ])
  })

  it('replaces the text of a rule, which is then of another version', async () => {
    const first = await save(aRule({ id: 'again', title: 'First' }))
    const second = await save(aRule({ id: 'again', title: 'Second' }))
    expect(second.version).not.toBe(first.version)
    expect(await docOf('again')).toMatchObject({ title: 'Second' })
  })

  it('takes correlations and filters for rules that they stand among', async () => {
    expect(await save(correlationOf('counting', ['base']))).toMatchObject({ id: 'counting' })
    expect(await save(filterOf('filtering', ['base']))).toMatchObject({ id: 'filtering' })
  })

  it('takes a rule that replaces one it stands among', async () => {
    expect(await save(aRule({ id: 'base', title: 'Mine' }))).toMatchObject({ id: 'base' })
  })

  it.each<[string, unknown, string, string]>([
    ['a text', 'title: x', 'doc', 'is no map'],
    ['a rule without an id', aRule(), 'doc.id', 'is missing'],
    ['a rule without a title', aRule({ id: 'x', title: '' }), 'doc', 'there is no title'],
    ['an unknown modifier', aRule({ id: 'x', detection: { s: { 'a|nope': 1 }, condition: 's' } }), 'doc', 'nope'],
    ['a correlation of nothing', correlationOf('x', ['none']), 'doc', 'none'],
    ['a filter of nothing', filterOf('x', ['none']), 'doc', 'none'],
    ['an unknown stage', aRule({ id: 'x', auditflow: { stage: 'loud' } }), 'doc', 'loud'],
    ['a rule too deep', aRule({ id: 'x', deep: JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) }), 'doc', 'deep'],
  ])('refuses %s, naming the field and the reason, and keeps nothing', async (_, doc, field, reason) => {
    const before = await book()
    await expect(save(doc)).rejects.toMatchObject({
      name: 'RuleRefused',
      field,
      reason: expect.stringContaining(reason),
      message: expect.stringMatching(/^doc.*: .*; ./s),
    } satisfies Partial<Record<keyof RuleRefused, unknown>>)
    expect(await book()).toEqual(before)
  })

  it('refuses when nobody is named', async () => {
    const saving = saveRule(database.sql, aRule({ id: 'x' }), { by: ' ', among })
    await expect(saving).rejects.toMatchObject({ field: 'by', reason: 'is missing' })
  })
})

describe('removeRule', () => {
  it('takes a rule out once, and saving brings it back', async () => {
    await save(aRule({ id: 'gone' }))
    const before = (await book()).revision
    expect(await removeRule(database.sql, 'gone', { by: 'bob' })).toBe(true)
    const after = (await book()).revision
    expect(after).not.toBe(before)
    expect(await docOf('gone')).toBeUndefined()
    expect(await removeRule(database.sql, 'gone', { by: 'bob' })).toBe(false)
    expect((await book()).revision).toBe(after)
    await save(aRule({ id: 'gone' }))
    expect(await docOf('gone')).toBeDefined()
  })
})
