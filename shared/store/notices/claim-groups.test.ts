import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { connect } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { claimGroups } from './claim-groups.ts'
import { nextDue } from './next-due.ts'
import { alertOf, groupsOf, join, joinOf, MINUTE, newId, SECOND, T0 } from './testing.ts'
import { touchStale } from './touch-stale.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('takes groups that are due, those that wait longest first, as they stand, and only those nobody else has', async () => {
  const { sql } = database
  const [first, second, later] = [newId(), newId(), newId()]
  await join(sql, [joinOf(second, alertOf()), joinOf(second, alertOf())], T0)
  await join(sql, [joinOf(first, alertOf())], T0 - MINUTE)
  await join(sql, [joinOf(later, alertOf())], T0 + 1)
  await sql`
    update notice_groups set flushes = 3, flushed_at = ${new Date(T0 - 5)}, told_at = ${new Date(T0 - 4)},
      escalating_since = ${new Date(T0 - 3)}, escalation_step = 2, told_receivers = '["ops", "boss"]'
    where id = ${first}`
  expect(await nextDue(sql)).toEqual({ look: T0 - 30 * SECOND, send: null })
  const other = connect(database.url)
  await transaction(sql, async (tx) => {
    const claimed = await claimGroups(tx, T0 + 30 * SECOND, 1)
    expect(claimed).toEqual([
      {
        id: first,
        route: '{}',
        labels: { alertname: 'Root login' },
        life: expect.stringMatching(/^\d+$/),
        dueAt: T0 - 30 * SECOND,
        size: 1,
        state: {
          flushedAt: T0 - 5,
          flushes: 3,
          toldAt: T0 - 4,
          escalatingSince: T0 - 3,
          escalationStep: 2,
          toldReceivers: ['ops', 'boss'],
        },
      },
    ])
    const rest = await transaction(other, (there) => claimGroups(there, T0 + 30 * SECOND, 10))
    expect(rest.map(({ id, size }) => ({ id, size }))).toEqual([{ id: second, size: 2 }])
  })
  await other.end()
})

it('finds groups whose next look comes from another routing, a few at a time, and has them looked at', async () => {
  const { sql } = database
  await sql`delete from notice_groups`
  const ids = [newId(), newId(), newId()].sort()
  const [waits, told, later] = ids as [string, string, string]
  await join(sql, [joinOf(waits, alertOf()), joinOf(told, alertOf()), joinOf(later, alertOf())], T0)
  await sql`update notice_groups set flushed_at = ${new Date(T0)}, due_at = null where id in ${sql([told, later])}`
  expect(await touchStale(sql, 'routing-1', T0 + MINUTE)).toBe(false)
  expect((await groupsOf(sql, ...ids)).map(({ due }) => due)).toEqual([30, null, null])
  expect(await touchStale(sql, 'routing-2', T0 + MINUTE, 2)).toBe(true)
  expect(await touchStale(sql, 'routing-2', T0 + 10 * MINUTE, 2)).toBe(false)
  const after = await groupsOf(sql, ...ids)
  expect(after.map(({ due, judged_by }) => ({ due, judged_by }))).toEqual([
    { due: 30, judged_by: 'routing-2' },
    { due: 300, judged_by: 'routing-2' },
    { due: 600, judged_by: 'routing-2' },
  ])
})
