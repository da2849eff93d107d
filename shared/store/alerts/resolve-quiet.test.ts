import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { connect } from '../connect.ts'
import { changeAlert } from './change-alert.ts'
import { resolveQuiet } from './resolve-quiet.ts'
import { extendBy, findingOf, LIFE, MINUTE, NOW } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const quietly = (key: string, quietMs?: number) => {
  const base = findingOf(key, [NOW])
  return { ...base, rule: { ...base.rule, ...(quietMs !== undefined && { quietMs }) } }
}
const statusOf = async (key: string) =>
  (await database.sql`select status, resolution from alerts where key = ${key}`).map((row) => [
    row['status'],
    row['resolution'],
  ])
const byDefault = { ...LIFE, quietMs: 10 * MINUTE }

it('resolves what has been quiet for as long as its rule or the setting says, and says so', async () => {
  await extendBy(database.sql, [quietly('default'), quietly('longer', 20 * MINUTE), quietly('never', 0)], {
    life: byDefault,
  })
  await extendBy(database.sql, [quietly('off')])
  expect(await resolveQuiet(database.sql, NOW + 10 * MINUTE - 1)).toBe(0)
  expect(await resolveQuiet(database.sql, NOW + 10 * MINUTE)).toBe(1)
  expect(await statusOf('default')).toEqual([['resolved', 'quiet']])
  expect(await resolveQuiet(database.sql, NOW + 20 * MINUTE)).toBe(1)
  expect(await resolveQuiet(database.sql, NOW + 2_000 * MINUTE)).toBe(0)
  for (const key of ['never', 'off']) expect(await statusOf(key)).toEqual([['open', null]])
  expect(
    await database.sql`
      select who, what, detail, h.at from alert_history h join alerts a on a.id = alert_id
      where key = 'default' order by h.id`,
  ).toMatchObject([
    { what: 'opened' },
    {
      who: 'auditflow',
      what: 'resolved',
      detail: expect.stringContaining('quiet'),
      at: new Date(NOW + 10 * MINUTE),
    },
  ])
  expect(
    await database.sql`select from feed where alerts @> array(select id from alerts where key = 'default')`,
  ).toHaveLength(1)
})

it('counts the quiet time from the last match by the wall clock, whether acknowledged or not', async () => {
  await extendBy(database.sql, [quietly('again')], { life: byDefault })
  const [alert] = await extendBy(database.sql, [findingOf('again', [NOW - 100 * MINUTE])], {
    life: byDefault,
    nowMs: NOW + 5 * MINUTE,
  })
  await changeAlert(database.sql, alert!.id, { change: 'acknowledge', by: 'ann', nowMs: NOW + 6 * MINUTE })
  await resolveQuiet(database.sql, NOW + 15 * MINUTE - 1)
  expect(await statusOf('again')).toEqual([['acknowledged', null]])
  await resolveQuiet(database.sql, NOW + 15 * MINUTE)
  expect(await statusOf('again')).toEqual([['resolved', 'quiet']])
})

it('resolves each once though many do it at the same time, and more than fit into one batch', async () => {
  const findings = Array.from({ length: 450 }, (_, index) => quietly(`many=${index}`))
  await extendBy(database.sql, findings, { life: byDefault })
  const pools = Array.from({ length: 3 }, () => connect(database.url, { max: 1 }))
  const counts = await Promise.all(pools.map((sql) => resolveQuiet(sql, NOW + 10 * MINUTE)))
  await Promise.all(pools.map((sql) => sql.end()))
  await resolveQuiet(database.sql, NOW + 10 * MINUTE)
  expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(450)
  expect(
    await database.sql`
      select count(*)::int as steps, count(distinct alert_id)::int as alerts from alert_history
      where what = 'resolved' and alert_id in (select id from alerts where key like 'many=%')`,
  ).toEqual([{ steps: 450, alerts: 450 }])
})
