import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { alertOf, groupsOf, join, joinOf, MINUTE, newId, SECOND, T0 } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const group = async (id: string) => (await groupsOf(database.sql, id))[0]
const flushed = (id: string, atMs: number, dueMs: number | null) => database.sql`
  update notice_groups set flushed_at = ${new Date(atMs)}, due_at = ${dueMs === null ? null : new Date(dueMs)} where id = ${id}`
const memberOf = async (groupId: string, alertId: string) => {
  const [row] = await database.sql<{ episode: number; summary: string; told_episode: number | null }[]>`
    select episode, alert->>'summary' as summary, told_episode from notice_group_alerts
    where group_id = ${groupId} and alert_id = ${alertId}`
  return row
}

describe('an alert that joins', () => {
  it('makes its group, which is looked at once it has waited', async () => {
    const id = newId()
    await join(database.sql, [joinOf(id, alertOf())], T0)
    expect(await group(id)).toEqual({ id, due: 30, flushed: null, alerts: 1, judged_by: 'routing-1' })
  })

  it('does not put off the first look of a group that waits', async () => {
    const id = newId()
    await join(database.sql, [joinOf(id, alertOf())], T0)
    await join(database.sql, [joinOf(id, alertOf())], T0 + 20 * SECOND)
    expect(await group(id)).toMatchObject({ due: 30, alerts: 2 })
  })

  it('is looked at as soon as the interval since the last look allows', async () => {
    const [soon, late, never] = [newId(), newId(), newId()]
    await join(
      database.sql,
      [soon, late, never].map((id) => joinOf(id, alertOf())),
      T0,
    )
    await flushed(soon, T0 + MINUTE, T0 + 5 * MINUTE)
    await flushed(late, T0 + MINUTE, T0 + 60 * MINUTE)
    await flushed(never, T0 + MINUTE, null)
    const joins = [soon, late, never].map((id) => joinOf(id, alertOf()))
    await join(database.sql, joins, T0 + 2 * MINUTE)
    expect((await group(soon))?.due).toBe(5 * 60)
    expect((await group(late))?.due).toBe(6 * 60)
    expect((await group(never))?.due).toBe(6 * 60)
    await flushed(never, T0 + MINUTE, null)
    await join(database.sql, [joinOf(never, alertOf())], T0 + 60 * MINUTE)
    expect((await group(never))?.due).toBe(60 * 60)
  })

  it('changes nothing when it comes again, or when its episode is older than the one known', async () => {
    const id = newId()
    const second = alertOf({ episode: 2, summary: 'again' })
    await join(database.sql, [joinOf(id, second)], T0)
    await flushed(id, T0 + MINUTE, null)
    await database.sql`update notice_group_alerts set told_episode = 2 where group_id = ${id}`
    for (const episode of [1, 2])
      await join(database.sql, [joinOf(id, { ...second, episode, summary: 'old' })], T0 + 2 * MINUTE)
    expect(await group(id)).toMatchObject({ due: null, alerts: 1 })
    expect(await memberOf(id, second.alert_id)).toEqual({ episode: 2, summary: 'again', told_episode: 2 })
  })

  it('replaces an earlier episode and remembers what was told of that', async () => {
    const id = newId()
    const alert = alertOf()
    await join(database.sql, [joinOf(id, alert)], T0)
    await flushed(id, T0 + MINUTE, null)
    await database.sql`update notice_group_alerts set told_episode = 1 where group_id = ${id}`
    await join(database.sql, [joinOf(id, { ...alert, episode: 3, summary: 'again' })], T0 + 2 * MINUTE)
    expect(await memberOf(id, alert.alert_id)).toEqual({ episode: 3, summary: 'again', told_episode: 1 })
    expect((await group(id))?.due).toBe(6 * 60)
  })

  it('may hold what PostgreSQL does not take', async () => {
    const id = newId()
    const alert = alertOf({ summary: 'odd\u0000 \ud800', labels: { 'a\u0000': ['\udfff'] } })
    await join(database.sql, [joinOf(id, alert, { labels: { alertname: 'odd\u0000' } })], T0)
    expect(await memberOf(id, alert.alert_id)).toMatchObject({ summary: 'odd\\u0000 \\ud800' })
  })
})

describe('deliveries at the same time', () => {
  it('that share their groups, in whatever order, wait for each other and not in a circle', async () => {
    const ids = Array.from({ length: 20 }, newId)
    const deliveries = Array.from({ length: 24 }, (_, index) => {
      const joins = ids.map((id) => joinOf(id, alertOf()))
      return join(database.sql, index % 2 === 0 ? joins : joins.reverse(), T0)
    })
    await Promise.all(deliveries)
    expect((await groupsOf(database.sql, ...ids)).map(({ alerts }) => alerts)).toEqual(ids.map(() => 24))
  })
})
