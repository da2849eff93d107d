import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { until } from '../../../test/helpers/until.ts'
import { connect } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { alertOf, groupsOf, join, joinOf, MINUTE, newId, T0 } from './testing.ts'
import { touchGroups } from './touch-groups.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const touch = (alertId: string, nowMs: number) =>
  transaction(database.sql, (tx) => touchGroups(tx, [alertId, newId()], nowMs))
const due = async (id: string) => (await groupsOf(database.sql, id))[0]?.due

describe('a change of an alert', () => {
  it('leaves a group that waits for its first look waiting', async () => {
    const id = newId()
    const alert = alertOf()
    await join(database.sql, [joinOf(id, alert)], T0)
    await touch(alert.alert_id, T0 + 1)
    expect(await due(id)).toBe(30)
  })

  it('has each of its groups looked at, no sooner than its interval allows and no later than before', async () => {
    const [idle, soon] = [newId(), newId()]
    const alert = alertOf()
    await join(database.sql, [joinOf(idle, alert), joinOf(soon, alert)], T0)
    await database.sql`update notice_groups set flushed_at = ${new Date(T0)}, due_at = null where id = ${idle}`
    await database.sql`
      update notice_groups set flushed_at = ${new Date(T0)}, due_at = ${new Date(T0 + MINUTE)} where id = ${soon}`
    await touch(alert.alert_id, T0 + 10)
    expect([await due(idle), await due(soon)]).toEqual([300, 60])
    await touch(alert.alert_id, T0 + 10 * MINUTE)
    expect([await due(idle), await due(soon)]).toEqual([300, 60])
  })

  it('is not missed by a first look that is under way and has read the alert as it was before', async () => {
    const id = newId()
    const alert = alertOf()
    const other = connect(database.url, { name: 'looker' })
    await join(database.sql, [joinOf(id, alert)], T0)
    let changed: Promise<void> | undefined
    await transaction(other, async (tx) => {
      await tx`select 1 from notice_groups where id = ${id} for update`
      changed = touch(alert.alert_id, T0 + MINUTE)
      await until('the change to wait', async () => {
        const [row] = await other`
          select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        return row !== undefined
      })
      await tx`update notice_groups set flushed_at = ${new Date(T0 + MINUTE)}, due_at = null where id = ${id}`
    })
    await changed
    expect(await due(id)).toBe(360)
    await other.end()
  })
})
