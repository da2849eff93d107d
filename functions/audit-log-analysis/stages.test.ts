import { afterAll, beforeAll, expect, it } from 'vitest'
import { aRule } from '../../shared/detect/testing.ts'
import { ALERT_TRIGGERED } from '../../shared/events/catalogue.ts'
import { setStage } from '../../shared/store/rules/set-stage.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { analysis } from './handle.ts'
import { createRuleset } from './ruleset.ts'
import { eventOf, portsFor, T } from './testing/bench.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('a rule at stage shadow is counted and raises no alert; live again it does both', async () => {
  const { sql } = database
  const detection = { selection: { single: 'yes' }, condition: 'selection' }
  const pack = [{ file: 'pack.yml', doc: aRule({ id: 'single', title: 'Single', detection }) }]
  const log = keepingLog()
  const ruleset = createRuleset({ sql, log, clock: Date.now, pack, folders: [], reloadMs: 0, count: () => undefined })
  const ports = portsFor(sql, { ruleset })
  const judge = async (stage: 'shadow' | 'live', user: string) => {
    await setStage(sql, { ruleId: 'single', stage, by: 'ann' })
    expect(await analysis(ports)([eventOf({ user, timeMs: T, raw: { single: 'yes' } })])).toEqual({ rejected: [] })
  }
  const told = () => ports.publisher.published.filter(({ type }) => type === ALERT_TRIGGERED).length
  const activity = () => sql`select stage, findings::int from rule_activity order by stage`

  await judge('shadow', 'one')
  await judge('shadow', 'two')
  expect(await sql`select from alerts`).toHaveLength(0)
  expect(told()).toBe(0)
  expect(await activity()).toEqual([{ stage: 'shadow', findings: 2 }])
  await judge('live', 'three')
  expect(await sql`select from alerts`).toHaveLength(1)
  expect(told()).toBe(1)
  expect(await activity()).toEqual([
    { stage: 'live', findings: 1 },
    { stage: 'shadow', findings: 2 },
  ])
})
