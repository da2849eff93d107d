import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import type { Stage } from '../../detect/rule.ts'
import { loadRuleBook } from './load-rule-book.ts'
import { setStage } from './set-stage.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const book = async () => (await loadRuleBook(database.sql))!
const set = (ruleId: string, stage: Stage | undefined, reason?: string) =>
  setStage(database.sql, { ruleId, stage, by: 'ann', ...(reason !== undefined && { reason }) })

describe('setStage', () => {
  it('keeps the last stage with who set it and why, until it is taken back', async () => {
    const revisions = [(await book()).revision]
    await set('a', 'shadow', 'too loud')
    revisions.push((await book()).revision)
    expect((await book()).stages).toEqual([{ ruleId: 'a', stage: 'shadow' }])
    await set('a', 'off')
    expect(await database.sql`select stage, reason, changed_by from rule_stages`).toEqual([
      { stage: 'off', reason: null, changed_by: 'ann' },
    ])
    revisions.push((await book()).revision)
    await set('a', undefined)
    revisions.push((await book()).revision)
    expect((await book()).stages).toEqual([])
    expect(new Set(revisions).size).toBe(4)
  })

  it.each([
    [{ ruleId: '', stage: 'off', by: 'ann' }, 'rule_id', 'is missing'],
    [{ ruleId: 'a', stage: 'off', by: '' }, 'by', 'is missing'],
    [{ ruleId: 'a', stage: 'loud', by: 'ann' }, 'stage', 'is "loud"'],
  ])('refuses %j', async (change, field, reason) => {
    await expect(setStage(database.sql, change as Parameters<typeof setStage>[1])).rejects.toMatchObject({
      name: 'RuleRefused',
      field,
      reason,
    })
  })

  it('loses no change when many are made at the same time', async () => {
    const before = Number((await book()).revision)
    await Promise.all(Array.from({ length: 8 }, (_, index) => set(`r${index % 2}`, index % 2 ? 'off' : 'shadow')))
    expect(Number((await book()).revision)).toBe(before + 8)
    expect((await book()).stages).toEqual([
      { ruleId: 'r0', stage: 'shadow' },
      { ruleId: 'r1', stage: 'off' },
    ])
  })
})
