import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { aRule } from '../../detect/testing.ts'
import { addException } from './add-exception.ts'
import { loadRuleBook } from './load-rule-book.ts'
import { saveRule } from './save-rule.ts'
import { setStage } from './set-stage.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('loadRuleBook', () => {
  it('is empty at first, and read again only after a change', async () => {
    const first = await loadRuleBook(database.sql)
    expect(first).toEqual({ revision: '1', rules: [], stages: [], exceptions: [] })
    expect(await loadRuleBook(database.sql, '1')).toBeUndefined()
    await setStage(database.sql, { ruleId: 'a', stage: 'off', by: 'ann' })
    expect(await loadRuleBook(database.sql, '1')).toMatchObject({ revision: '2', stages: [{ ruleId: 'a' }] })
    expect(await loadRuleBook(database.sql, '2')).toBeUndefined()
  })

  it('gives exceptions that have expired too, for events that come late', async () => {
    const exception = { ruleId: 'a', when: { user: 'x' }, reason: 'r', by: 'ann', expiresMs: 2_000 }
    const id = await addException(database.sql, exception, 1_000)
    expect((await loadRuleBook(database.sql))?.exceptions).toMatchObject([{ id, expires: '1970-01-01T00:00:02.000Z' }])
  })

  it('gives rules in order of their ids, as they were written', async () => {
    const [second, first] = [aRule({ id: 'b', tags: ['attack.t1110'] }), aRule({ id: 'a' })]
    for (const doc of [second, first]) await saveRule(database.sql, doc, { by: 'ann', among: [] })
    expect((await loadRuleBook(database.sql))?.rules).toEqual([
      { id: 'a', doc: first },
      { id: 'b', doc: second },
    ])
  })

  it('says so when the revision is lost', async () => {
    await database.sql`delete from rules_revision`
    await expect(loadRuleBook(database.sql)).rejects.toThrow('rules_revision is empty')
  })
})
