import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import type { Finding } from '../../detect/index.ts'
import { connect, type Sql } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { countAlertEvents, extendAlerts } from './extend-alerts.ts'

const T = Date.UTC(2026, 10, 25)
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const finding = (key: string, times: number[], rest: Partial<Finding> = {}): Finding => ({
  rule: {
    id: 'rule',
    title: 'A rule',
    level: 'high',
    tags: ['attack.t1110', 'a "quoted" {tag}'],
    version: '0123456789ab',
    stage: 'live',
  },
  key,
  summary: `A rule: ${key}`,
  why: [{ selection: 's', field: 'f', value: 'v' }],
  events: times.map((timeMs) => ({ uid: randomUUID(), timeMs })),
  ...rest,
})
const extend = (findings: Finding[], sql: Sql = database.sql) =>
  transaction(sql, async (tx) => {
    const alerts = await extendAlerts(tx, findings)
    await countAlertEvents(tx, alerts)
    return alerts
  })
const alertsOf = (key: string) =>
  database.sql`select *, array_to_json(tags) as tags from alerts where key = ${key} order by opened_at`

describe('extendAlerts', () => {
  it('opens an alert with all that is known of it', async () => {
    const [opened] = await extend([finding('new', [T + 5, T, T + 9])])
    expect(opened).toMatchObject({ opened: true, event_count: 3, first_event_ms: T, last_event_ms: T + 9 })
    expect(await alertsOf('new')).toMatchObject([
      {
        id: opened!.id,
        rule_title: 'A rule',
        level: 'high',
        tags: ['attack.t1110', 'a "quoted" {tag}'],
        status: 'open',
        summary: 'A rule: new',
        why: [{ selection: 's', field: 'f', value: 'v' }],
        event_count: 3,
        first_event_at: new Date(T),
      },
    ])
  })

  it('extends what is open to both sides and counts each event once', async () => {
    const first = finding('more', [T, T + 1])
    const [opened] = await extend([first])
    const [extended] = await extend([
      finding('more', [], { events: [...first.events, { uid: randomUUID(), timeMs: T - 5 }] }),
    ])
    expect(extended).toMatchObject({ id: opened!.id, opened: false, event_count: 3, first_event_ms: T - 5 })
    expect(await extend([first])).toMatchObject([{ event_count: 3, first_event_ms: T - 5, last_event_ms: T + 1 }])
    expect(await alertsOf('more')).toMatchObject([{ event_count: 3 }])
  })

  it('keeps keys, rules and findings of one commit apart', async () => {
    const rule = { id: 'other', title: 'Other', level: 'low', tags: [], version: '0', stage: 'live' } as const
    const alerts = await extend([finding('x', [T]), finding('y', [T, T + 1]), finding('x', [T], { rule })])
    expect(alerts.map(({ rule_id, key, event_count }) => [rule_id, key, event_count]).sort()).toEqual([
      ['other', 'x', 1],
      ['rule', 'x', 1],
      ['rule', 'y', 2],
    ])
  })

  it('extends what is acknowledged, and opens a new alert after one was resolved', async () => {
    const [first] = await extend([finding('states', [T])])
    await database.sql`update alerts set status = 'acknowledged' where id = ${first!.id}`
    expect(await extend([finding('states', [T + 1])])).toMatchObject([{ id: first!.id, opened: false }])
    await database.sql`update alerts set status = 'resolved' where id = ${first!.id}`
    const [second] = await extend([finding('states', [T + 2])])
    expect(second).toMatchObject({ opened: true, event_count: 1 })
    expect(await alertsOf('states')).toMatchObject([
      { status: 'resolved', event_count: 2 },
      { status: 'open', event_count: 1 },
    ])
  })

  it('opens one alert when commits meet, in whatever order they name the keys', async () => {
    const pools = Array.from({ length: 4 }, () => connect(database.url, { max: 2 }))
    const keys = ['m1', 'm2', 'm3', 'm4']
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        extend(
          (index % 2 === 0 ? keys : keys.toReversed()).map((key) => finding(key, [T + index])),
          pools[index % 4]!,
        ),
      ),
    )
    await Promise.all(pools.map((sql) => sql.end()))
    expect(all.flat().filter(({ opened }) => opened)).toHaveLength(4)
    for (const key of keys) expect(await alertsOf(key)).toMatchObject([{ event_count: 40 }])
  })

  it('takes keys of any length', async () => {
    const key = 'k'.repeat(100_000)
    await extend([finding(key, [T])])
    expect(await extend([finding(key, [T])])).toMatchObject([{ opened: false, event_count: 2 }])
  })
})
