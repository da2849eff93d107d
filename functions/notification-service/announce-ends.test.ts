import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { MINUTE, T0 } from '../../shared/store/notices/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { announceEnds } from './announce-ends.ts'
import { routingOf } from './testing/engine.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  for (const table of ['silences', 'notices']) await database.sql`delete from ${database.sql(table)}`
})

async function announced(receivers: string): Promise<string[]> {
  const [from, to] = [new Date(T0 - 60 * MINUTE), new Date(T0 + MINUTE)]
  await database.sql`
    insert into silences (matchers, starts_at, ends_at, author, comment)
    values ('[{"name": "level", "op": "=", "value": "low"}]', ${from}, ${to}, 'ann', 'maintenance')`
  await announceEnds(database.sql, routingOf(`route: { receiver: root }\nreceivers: ${receivers}`), T0)
  const rows = await database.sql<{ channel: string }[]>`
    select channel from notices where kind = 'silence_ending' order by channel`
  return rows.map(({ channel }) => channel)
}

const PAGER = 'pagerduty_configs: [{ routing_key: 0123456789abcdef0123456789abcdef }]'

it('tells the receiver of the root', async () => {
  expect(
    await announced('[{ name: other, console_configs: [{}] }, { name: root, console_configs: [{}, {}] }]'),
  ).toEqual(['root/console/0', 'root/console/1'])
})

it('opens no incident that nobody would close', async () => {
  expect(await announced(`[{ name: root, console_configs: [{}], ${PAGER} }]`)).toEqual(['root/console/0'])
})

it('tells the first that can be told where the root can not', async () => {
  expect(await announced(`[{ name: root, ${PAGER} }, { name: other, console_configs: [{}] }]`)).toEqual([
    'other/console/0',
  ])
})

it('says nothing where nobody can be told', async () => {
  expect(await announced(`[{ name: root, ${PAGER} }]`)).toEqual([])
})
