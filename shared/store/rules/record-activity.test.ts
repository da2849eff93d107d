import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { connect, type Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { type RuleActivity, recordActivity } from './record-activity.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => database.sql`delete from rule_activity`)
afterAll(() => database.drop())

const record = (activity: RuleActivity[], sql: Sql = database.sql) =>
  transaction(sql, (tx) => recordActivity(tx, activity))
const counted = () =>
  database.sql`
    select rule_id, stage, findings::int, day = (now() at time zone 'UTC')::date as today
    from rule_activity order by rule_id, stage`

describe('recordActivity', () => {
  it('counts by rule and stage on the day it was found', async () => {
    await record([])
    expect(await counted()).toEqual([])
    await record([
      { ruleId: 'b', stage: 'shadow', findings: 2 },
      { ruleId: 'a', stage: 'live', findings: 1 },
    ])
    await record([{ ruleId: 'b', stage: 'shadow', findings: 3 }])
    await record([{ ruleId: 'b', stage: 'live', findings: 1 }])
    expect(await counted()).toEqual([
      { rule_id: 'a', stage: 'live', findings: 1, today: true },
      { rule_id: 'b', stage: 'live', findings: 1, today: true },
      { rule_id: 'b', stage: 'shadow', findings: 5, today: true },
    ])
  })

  it('starts a new count with a new day, and keeps the old', async () => {
    await record([{ ruleId: 'a', stage: 'live', findings: 1 }])
    await database.sql`update rule_activity set day = day - 1`
    await record([{ ruleId: 'a', stage: 'live', findings: 7 }])
    expect((await counted()).map(({ findings, today }) => [findings, today]).sort()).toEqual([
      [1, false],
      [7, true],
    ])
  })

  it('counts nothing of a transaction that is undone', async () => {
    const undone = transaction(database.sql, async (tx) => {
      await recordActivity(tx, [{ ruleId: 'a', stage: 'live', findings: 1 }])
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await counted()).toEqual([])
  })

  it('counts all when commits meet, in whatever order they name the rules', async () => {
    const pools = Array.from({ length: 4 }, () => connect(database.url, { max: 2 }))
    const both: RuleActivity[] = [
      { ruleId: 'x', stage: 'live', findings: 1 },
      { ruleId: 'y', stage: 'live', findings: 1 },
    ]
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => record(index % 2 ? both : both.toReversed(), pools[index % 4]!)),
    )
    await Promise.all(pools.map((sql) => sql.end()))
    expect((await counted()).map(({ findings }) => findings)).toEqual([40, 40])
  })
})
