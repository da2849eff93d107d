import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { publishLeftovers } from '../outbox.ts'
import { addAlert } from '../test-rows.ts'
import { type Change, changeAlert, changeAlerts } from './change-alert.ts'

const NOW = Date.UTC(2026, 10, 25, 8)
let database: TestDatabase
const change = (id: string, verb: Change['change'], rest: Partial<Change> = {}) =>
  changeAlert(database.sql, id, { change: verb, by: 'ann', nowMs: NOW, ...rest })
const feedRows = async (id: string) =>
  (await database.sql`select from feed where ${id}::uuid = any(alerts) and events = 0`).length
const historyOf = (id: string) =>
  database.sql`select who, what, detail from alert_history where alert_id = ${id} order by id`
const rowOf = async (id: string) => (await database.sql`select * from alerts where id = ${id}`)[0]

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('changeAlert', () => {
  it('goes from open to acknowledged to resolved and back to open, telling history and feed each time', async () => {
    const id = await addAlert(database.sql)
    expect(await change(id, 'acknowledge')).toEqual({ kind: 'changed', status: 'acknowledged' })
    expect(await rowOf(id)).toMatchObject({ acknowledged_at: new Date(NOW), resolved_at: null })
    expect(await change(id, 'resolve', { by: ' bob ', reason: ' seen to ', nowMs: NOW + 5 })).toEqual({
      kind: 'changed',
      status: 'resolved',
    })
    expect(await rowOf(id)).toMatchObject({ resolution: 'resolved', reason: 'seen to', resolved_at: new Date(NOW + 5) })
    expect(await change(id, 'reopen')).toEqual({ kind: 'changed', status: 'open' })
    expect(await rowOf(id)).toMatchObject({
      status: 'open',
      acknowledged_at: null,
      resolved_at: null,
      resolution: null,
      reason: null,
      episode: 2,
    })
    expect(await historyOf(id)).toEqual([
      { who: 'ann', what: 'acknowledged', detail: null },
      { who: 'bob', what: 'resolved', detail: 'seen to' },
      { who: 'ann', what: 'reopened', detail: null },
    ])
    expect(await feedRows(id)).toBe(3)
  })

  it('leaves what is to be told to whoever publishes next, without a wait', async () => {
    await publishLeftovers(database.sql, async () => undefined)
    const id = await addAlert(database.sql)
    await change(id, 'resolve')
    await change(id, 'reopen')
    expect(await publishLeftovers(database.sql, async () => undefined)).toBe(1)
  })

  it('tells of what was over and is re-opened anew, once, and not of what was only acknowledged', async () => {
    const id = await addAlert(database.sql, { title: 'Told anew' })
    const told = async () =>
      (await database.sql`select event from outbox where event ->> 'id' like ${`${id}%`}`).map(
        (row) => row['event'] as { id: string; data: unknown },
      )
    await change(id, 'acknowledge')
    await change(id, 'reopen')
    expect(await told()).toEqual([])
    await change(id, 'resolve')
    await Promise.all([change(id, 'reopen'), change(id, 'reopen')])
    const events = await told()
    expect(events).toMatchObject([
      { id: `${id}-2`, data: { alert_id: id, episode: 2, rule: { title: 'Told anew', tags: ['attack.t1110'] } } },
    ])
  })

  it('changes nothing when repeated', async () => {
    const id = await addAlert(database.sql)
    await change(id, 'resolve')
    const before = await rowOf(id)
    expect(await change(id, 'resolve', { reason: 'again', nowMs: NOW + 9 })).toEqual({
      kind: 'unchanged',
      status: 'resolved',
    })
    expect(await rowOf(id)).toEqual(before)
    expect(await feedRows(id)).toBe(1)
    expect(await historyOf(id)).toHaveLength(1)
  })

  it('changes once when many do it at the same time', async () => {
    const id = await addAlert(database.sql)
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => change(id, 'acknowledge')))
    expect(outcomes.filter((outcome) => outcome.kind === 'changed')).toHaveLength(1)
    expect(await feedRows(id)).toBe(1)
    expect(await historyOf(id)).toHaveLength(1)
  })

  it('takes a false positive only with a reason, and keeps it from being merely resolved', async () => {
    const id = await addAlert(database.sql)
    expect(await change(id, 'false-positive', { reason: '  ' })).toMatchObject({ kind: 'faulty', field: 'reason' })
    expect(await historyOf(id)).toEqual([])
    await change(id, 'resolve')
    expect(await change(id, 'false-positive', { reason: 'our scanner' })).toEqual({
      kind: 'changed',
      status: 'false_positive',
    })
    expect(await rowOf(id)).toMatchObject({ status: 'resolved', resolution: 'false_positive', reason: 'our scanner' })
    expect(await change(id, 'resolve')).toMatchObject({ kind: 'conflict' })
    expect(await change(id, 'false-positive', { reason: 'x' })).toEqual({ kind: 'unchanged', status: 'false_positive' })
  })

  it('belongs to somebody, then to somebody else, then to nobody, whatever its status', async () => {
    const id = await addAlert(database.sql, { status: 'acknowledged' })
    expect(await change(id, 'assign', { assignee: 'carol' })).toEqual({ kind: 'changed', status: 'acknowledged' })
    expect(await change(id, 'assign', { assignee: 'carol' })).toMatchObject({ kind: 'unchanged' })
    await change(id, 'assign', { assignee: 'dave' })
    await change(id, 'resolve', { reason: 'done' })
    expect(await change(id, 'unassign')).toEqual({ kind: 'changed', status: 'resolved' })
    expect(await rowOf(id)).toMatchObject({ assignee: null, reason: 'done', resolution: 'resolved' })
    expect(await historyOf(id)).toEqual([
      { who: 'ann', what: 'assigned', detail: 'carol' },
      { who: 'ann', what: 'assigned', detail: 'dave' },
      { who: 'ann', what: 'resolved', detail: 'done' },
      { who: 'ann', what: 'unassigned', detail: 'dave' },
    ])
  })

  it('keeps comments, each once though it be sent twice, in characters that PostgreSQL takes', async () => {
    const id = await addAlert(database.sql)
    const say = (comment: string, by = 'ann') => change(id, 'comment', { comment, by })
    expect(await say('look \0 here')).toEqual({ kind: 'changed', status: 'open' })
    expect(await say('look \0 here')).toEqual({ kind: 'unchanged', status: 'open' })
    expect(await say('look \0 here', 'bob')).toMatchObject({ kind: 'changed' })
    expect(await say('')).toMatchObject({ kind: 'faulty', field: 'comment' })
    expect((await historyOf(id)).map(({ who, detail }) => [who, detail])).toEqual([
      ['ann', 'look \\u0000 here'],
      ['bob', 'look \\u0000 here'],
    ])
  })

  it('refuses to acknowledge what is resolved', async () => {
    const id = await addAlert(database.sql, { status: 'resolved' })
    expect(await change(id, 'acknowledge')).toMatchObject({ kind: 'conflict' })
  })

  it('refuses to reopen beside another unresolved alert of the same rule and key, and names it', async () => {
    const old = await addAlert(database.sql, { key: 'actor=twin', status: 'resolved' })
    const other = await addAlert(database.sql, { key: 'actor=twin' })
    expect(await change(old, 'reopen')).toMatchObject({ kind: 'conflict', other })
    expect(await feedRows(old)).toBe(0)
    expect(await historyOf(old)).toEqual([])
  })

  it('knows when there is no such alert', async () => {
    expect(await change(randomUUID(), 'resolve')).toEqual({ kind: 'unknown' })
  })

  it('starts the quiet time anew with a re-opening and ends it with a resolution', async () => {
    const id = await addAlert(database.sql)
    await database.sql`update alerts set quiet_ms = 60000, resolve_at = now() where id = ${id}`
    await change(id, 'resolve')
    expect(await rowOf(id)).toMatchObject({ resolve_at: null })
    await change(id, 'reopen', { nowMs: NOW + 1 })
    expect(await rowOf(id)).toMatchObject({ resolve_at: new Date(NOW + 60_001) })
  })

  it('has the groups of the alert looked at, not before their interval allows', async () => {
    const id = await addAlert(database.sql)
    const group = randomUUID()
    await database.sql`
      insert into notice_groups (id, route, labels, interval_ms, flushed_at, created_at)
      values (${group}, 'r', '{}', 60000, ${new Date(NOW)}, ${new Date(NOW)})`
    await database.sql`insert into notice_group_alerts values (${group}, ${id}, 1, '{}')`
    await change(id, 'acknowledge')
    expect(await database.sql`select due_at from notice_groups where id = ${group}`).toEqual([
      { due_at: new Date(NOW + 60_000) },
    ])
  })
})

describe('changeAlerts', () => {
  it('changes those that are still in the episode that was meant, and says of each what became of it', async () => {
    const [first, second, third, over] = await Promise.all([
      addAlert(database.sql),
      addAlert(database.sql),
      addAlert(database.sql, { status: 'acknowledged' }),
      addAlert(database.sql, { status: 'resolved' }),
    ])
    await database.sql`update alerts set episode = 2 where id = ${second}`
    const targets = [first, second, third, over, randomUUID(), first].map((id) => ({ id, episode: 1 }))
    const by = { by: 'link in ops/slack/0', nowMs: NOW }
    expect(await changeAlerts(database.sql, targets, { change: 'acknowledge', ...by })).toEqual([
      { kind: 'changed', status: 'acknowledged' },
      { kind: 'outdated' },
      { kind: 'unchanged', status: 'acknowledged' },
      { kind: 'conflict', reason: expect.any(String) },
      { kind: 'unknown' },
      { kind: 'unchanged', status: 'acknowledged' },
    ])
    expect(await historyOf(first)).toEqual([{ who: 'link in ops/slack/0', what: 'acknowledged', detail: null }])
    expect(await historyOf(second)).toEqual([])
    expect(await changeAlerts(database.sql, [], { change: 'resolve', ...by })).toEqual([])
  })

  it('never waits in a circle, in whatever order two name the same alerts', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => addAlert(database.sql)))
    const targets = ids.map((id) => ({ id, episode: 1 }))
    const outcomes = await Promise.all(
      [targets, targets.toReversed(), targets, targets.toReversed()].map((some) =>
        changeAlerts(database.sql, some, { change: 'resolve', by: 'ann', nowMs: NOW }),
      ),
    )
    expect(outcomes.flat().filter(({ kind }) => kind === 'changed')).toHaveLength(12)
  })
})
