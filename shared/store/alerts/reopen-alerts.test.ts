import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { until } from '../../../test/helpers/until.ts'
import { Unavailable } from '../../ports/outcome.ts'
import { connect, type Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { type Change, changeAlert } from './change-alert.ts'
import { extendAlerts } from './extend-alerts.ts'
import { DAY, extendBy, findingOf, LIFE, MINUTE, NOW } from './testing.ts'

let database: TestDatabase
let others: Sql[]
beforeAll(async () => {
  database = await createTestDatabase()
  others = Array.from({ length: 3 }, () => connect(database.url, { max: 2 }))
})
afterAll(async () => {
  await Promise.all(others.map((sql) => sql.end()))
  await database.drop()
})

let keys = 0
const newKey = () => `key=${keys++}`
const change = (id: string, verb: Change['change'], rest: Partial<Change> = {}, sql = database.sql) =>
  changeAlert(sql, id, { change: verb, by: 'ann', nowMs: NOW, reason: 'seen to', ...rest })
const alertsOf = (key: string) =>
  database.sql`select *, array_to_json(tags) as tags from alerts where key = ${key} order by opened_at`
const historyOf = async (id: string) =>
  (await database.sql`select who, what from alert_history where alert_id = ${id} order by id`).map(
    ({ who, what }) => `${what} by ${who}`,
  )

/** An alert that was opened, given to somebody and resolved at NOW. */
async function resolved(key: string, how: 'resolve' | 'false-positive' = 'resolve') {
  const [alert] = await extendBy(database.sql, [findingOf(key, [NOW - MINUTE])], { nowMs: NOW - MINUTE })
  await change(alert!.id, 'assign', { assignee: 'bob' })
  await change(alert!.id, how)
  return alert!
}

describe('a match after the resolution', () => {
  it('re-opens the alert in another episode, and what is told is of this match; the owner stays', async () => {
    for (const how of ['resolve', 'false-positive'] as const) {
      const key = newKey()
      const { id } = await resolved(key, how)
      const match = findingOf(key, [NOW + 1], {
        summary: 'again',
        labels: { product: ['newer'] },
        rule: { id: 'rule', title: 'New title', level: 'low', tags: ['t'], version: 'v2', stage: 'live' },
      })
      const nowMs = NOW + DAY
      expect(await extendBy(database.sql, [match], { nowMs })).toMatchObject([
        { id, raised: true, episode: 2, event_count: 2 },
      ])
      expect(await alertsOf(key)).toMatchObject([
        {
          status: 'open',
          episode: 2,
          assignee: 'bob',
          resolution: null,
          reason: null,
          resolved_at: null,
          acknowledged_at: null,
          summary: 'again',
          level: 'low',
          rule_title: 'New title',
          tags: ['t'],
          rule_version: 'v2',
          labels: { product: ['newer'], level: ['low'], alertname: ['New title'] },
          matched_at: new Date(nowMs),
          event_count: 2,
        },
      ])
      expect((await historyOf(id)).at(-1)).toBe('reopened by auditflow')
    }
  })

  it('opens a new alert when the resolution is too long ago, as the rule or the setting says', async () => {
    const cases: { reopenMs?: number; life?: typeof LIFE; afterMs: number; reopens: boolean }[] = [
      { afterMs: 7 * DAY - 1, reopens: true },
      { afterMs: 7 * DAY, reopens: false },
      { reopenMs: 30 * DAY, afterMs: 29 * DAY, reopens: true },
      { reopenMs: 30 * DAY, afterMs: 30 * DAY, reopens: false },
      { reopenMs: 0, afterMs: 1, reopens: false },
      { life: { ...LIFE, reopenMs: 0 }, afterMs: 1, reopens: false },
    ]
    for (const { reopenMs, life = LIFE, afterMs, reopens } of cases) {
      const key = newKey()
      const { id } = await resolved(key)
      const base = findingOf(key, [NOW + afterMs])
      const match = { ...base, rule: { ...base.rule, ...(reopenMs !== undefined && { reopenMs }) } }
      const [alert] = await extendBy(database.sql, [match], { nowMs: NOW + afterMs, life })
      expect(alert, JSON.stringify({ reopenMs, afterMs })).toMatchObject({ raised: true, episode: reopens ? 2 : 1 })
      expect(alert!.id === id).toBe(reopens)
    }
  })

  it('re-opens the one that was resolved last', async () => {
    const key = newKey()
    const first = await resolved(key)
    const nowMs = NOW + 8 * DAY
    const [second] = await extendBy(database.sql, [findingOf(key, [nowMs])], { nowMs })
    expect(second!.id).not.toBe(first.id)
    await change(second!.id, 'resolve', { nowMs })
    await change(first.id, 'reopen', { nowMs: nowMs + 1 })
    await change(first.id, 'resolve', { nowMs: nowMs + 2 })
    expect(await extendBy(database.sql, [findingOf(key, [nowMs + 3])], { nowMs: nowMs + 3 })).toMatchObject([
      { id: first.id, episode: 3 },
    ])
  })
})

describe('a match that was still on its way', () => {
  it('extends what is resolved when all of it happened before, and re-opens it when something did not', async () => {
    const key = newKey()
    const { id } = await resolved(key)
    const nowMs = NOW + MINUTE
    expect(await extendBy(database.sql, [findingOf(key, [NOW, NOW - DAY])], { nowMs })).toMatchObject([
      { id, raised: false, episode: 1, event_count: 3, first_event_ms: NOW - DAY },
    ])
    expect(await alertsOf(key)).toMatchObject([{ status: 'resolved', resolution: 'resolved', event_count: 3 }])
    expect(await extendBy(database.sql, [findingOf(key, [NOW, NOW + 1])], { nowMs })).toMatchObject([
      { id, raised: true, episode: 2, event_count: 5 },
    ])
  })

  it('re-opens it when it comes later than anything should', async () => {
    const key = newKey()
    const { id } = await resolved(key)
    const match = findingOf(key, [NOW - 1])
    expect(await extendBy(database.sql, [match], { nowMs: NOW + LIFE.lateMs + 1 })).toMatchObject([
      { id, raised: true, episode: 2 },
    ])
  })

  it('never re-opens it when each event is known, however late it is delivered again', async () => {
    const key = newKey()
    const match = findingOf(key, [NOW + 5, NOW + 6])
    const [alert] = await extendBy(database.sql, [match])
    await change(alert!.id, 'resolve')
    for (const nowMs of [NOW + 1, NOW + DAY, NOW + 400 * DAY])
      expect(await extendBy(database.sql, [match], { nowMs })).toMatchObject([
        { id: alert!.id, raised: false, episode: 1, event_count: 2 },
      ])
    expect(await alertsOf(key)).toMatchObject([{ status: 'resolved', resolve_at: null }])
  })
})

describe('when transactions meet', () => {
  it('two commits re-open once, in whatever order they name the keys', async () => {
    const named = Array.from({ length: 5 }, newKey)
    for (const key of named) await resolved(key)
    const all = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        extendBy(
          others[index % 3]!,
          (index % 2 === 0 ? named : named.toReversed()).map((key) => findingOf(key, [NOW + index + 1])),
          { nowMs: NOW + DAY },
        ),
      ),
    )
    expect(all.flat().filter(({ raised }) => raised)).toHaveLength(named.length)
    for (const key of named)
      expect(await alertsOf(key)).toMatchObject([{ status: 'open', episode: 2, event_count: 25 }])
  })

  it('a commit waits for a resolution under way and re-opens what it resolved', async () => {
    const key = newKey()
    const [alert] = await extendBy(database.sql, [findingOf(key, [NOW])])
    let commit: ReturnType<typeof extendBy> | undefined
    await transaction(others[0]!, async (tx) => {
      await tx`select from alerts where id = ${alert!.id} for update`
      await tx`
        update alerts set status = 'resolved', resolution = 'resolved', resolved_at = ${new Date(NOW)} where id = ${alert!.id}`
      commit = extendBy(others[1]!, [findingOf(key, [NOW + 1])], { nowMs: NOW + MINUTE })
      await someoneWaits()
    })
    expect(await commit).toMatchObject([{ id: alert!.id, raised: true, episode: 2, event_count: 2 }])
    expect(await alertsOf(key)).toMatchObject([{ status: 'open', episode: 2, resolved_at: null }])
  })

  it('a resolution waits for a commit under way and resolves what it extended', async () => {
    const key = newKey()
    const [alert] = await extendBy(database.sql, [findingOf(key, [NOW])])
    let resolution: ReturnType<typeof change> | undefined
    await transaction(others[0]!, async (tx) => {
      await extendAlerts(tx, [findingOf(key, [NOW + 1])], LIFE, NOW)
      resolution = change(alert!.id, 'resolve', { nowMs: NOW + 2 }, others[1]!)
      await someoneWaits()
    })
    expect(await resolution).toEqual({ kind: 'changed', status: 'resolved' })
    expect(await alertsOf(key)).toMatchObject([{ status: 'resolved', episode: 1 }])
  })

  it('a program that knows no re-opening opens an alert first: the commit is to be tried again, and extends that', async () => {
    const key = newKey()
    await resolved(key)
    const other = randomUUID()
    let commit: Promise<unknown> | undefined
    await transaction(others[0]!, async (tx) => {
      await tx`
        insert into alerts (id, rule_id, rule_title, level, tags, key, summary, why, first_event_at, last_event_at)
        values (${other}, 'rule', 'A rule', 'high', '{}', ${key}, 's', '[]', now(), now())`
      commit = extendBy(others[1]!, [findingOf(key, [NOW + 1])], { nowMs: NOW + 1 }).catch((error: unknown) => error)
      await someoneWaits()
    })
    expect(await commit).toBeInstanceOf(Unavailable)
    expect(await extendBy(database.sql, [findingOf(key, [NOW + 1])], { nowMs: NOW + 1 })).toMatchObject([
      { id: other, raised: false },
    ])
  })
})

/** Until a connection to this database waits for a lock. */
function someoneWaits(): Promise<unknown> {
  return until('somebody waits', async () => {
    const rows = await database.sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    return rows.length > 0
  })
}
