import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import type { Finding } from '../../detect/index.ts'
import { connect, type Sql } from '../connect.ts'
import { extendBy, findingOf, NOW } from './testing.ts'

const T = Date.UTC(2026, 10, 25)
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const extend = (findings: Finding[], sql: Sql = database.sql) => extendBy(sql, findings)
const alertsOf = (key: string) =>
  database.sql`select *, array_to_json(tags) as tags from alerts where key = ${key} order by opened_at`

describe('extendAlerts', () => {
  it('opens an alert with all that is known of it', async () => {
    const [opened] = await extend([findingOf('new', [T + 5, T, T + 9])])
    expect(opened).toMatchObject({ raised: true, event_count: 3, first_event_ms: T, last_event_ms: T + 9 })
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
        opened_at: new Date(NOW),
        matched_at: new Date(NOW),
        episode: 1,
        labels: {
          alertname: ['A rule'],
          rule: ['rule'],
          level: ['high'],
          tag: ['attack.t1110', 'a "quoted" {tag}'],
          key: ['new'],
          product: ['test'],
          user: ['new'],
        },
        quiet_ms: null,
        resolve_at: null,
      },
    ])
    expect(await database.sql`select who, what, at from alert_history where alert_id = ${opened!.id}`).toEqual([
      { who: 'auditflow', what: 'opened', at: new Date(NOW) },
    ])
  })

  it('extends what is open to both sides and counts each event once', async () => {
    const first = findingOf('more', [T, T + 1])
    const [opened] = await extend([first])
    const [extended] = await extend([
      findingOf('more', [], { events: [...first.events, { uid: randomUUID(), timeMs: T - 5 }] }),
    ])
    expect(extended).toMatchObject({ id: opened!.id, raised: false, event_count: 3, first_event_ms: T - 5 })
    expect(await extend([first])).toMatchObject([{ event_count: 3, first_event_ms: T - 5, last_event_ms: T + 1 }])
    expect(await alertsOf('more')).toMatchObject([{ event_count: 3 }])
  })

  it('keeps keys, rules and findings of one commit apart', async () => {
    const rule = { id: 'other', title: 'Other', level: 'low', tags: [], version: '0', stage: 'live' } as const
    const alerts = await extend([findingOf('x', [T]), findingOf('y', [T, T + 1]), findingOf('x', [T], { rule })])
    expect(alerts.map(({ rule_id, key, event_count }) => [rule_id, key, event_count]).sort()).toEqual([
      ['other', 'x', 1],
      ['rule', 'x', 1],
      ['rule', 'y', 2],
    ])
  })

  it('extends what is acknowledged', async () => {
    const [first] = await extend([findingOf('states', [T])])
    await database.sql`update alerts set status = 'acknowledged' where id = ${first!.id}`
    expect(await extend([findingOf('states', [T + 1])])).toMatchObject([{ id: first!.id, raised: false, episode: 1 }])
    expect(await alertsOf('states')).toMatchObject([{ status: 'acknowledged', event_count: 2 }])
  })

  it('gives labels to what a program opened that knew of none, and keeps those that were told', async () => {
    const [first] = await extend([findingOf('labels', [T])])
    await extend([findingOf('labels', [T + 1], { labels: { product: ['other'] } })])
    expect(await alertsOf('labels')).toMatchObject([{ labels: { product: ['test'] } }])
    await database.sql`update alerts set labels = '{}' where id = ${first!.id}`
    await extend([findingOf('labels', [T + 2], { labels: { product: ['other'] } })])
    expect(await alertsOf('labels')).toMatchObject([{ labels: { product: ['other'], key: ['labels'] } }])
  })

  it('opens one alert when commits meet, in whatever order they name the keys', async () => {
    const pools = Array.from({ length: 4 }, () => connect(database.url, { max: 2 }))
    const keys = ['m1', 'm2', 'm3', 'm4']
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        extend(
          (index % 2 === 0 ? keys : keys.toReversed()).map((key) => findingOf(key, [T + index])),
          pools[index % 4]!,
        ),
      ),
    )
    await Promise.all(pools.map((sql) => sql.end()))
    expect(all.flat().filter(({ raised }) => raised)).toHaveLength(4)
    for (const key of keys) expect(await alertsOf(key)).toMatchObject([{ event_count: 40 }])
  })

  it('takes keys of any length', async () => {
    const key = 'k'.repeat(100_000)
    await extend([findingOf(key, [T])])
    expect(await extend([findingOf(key, [T])])).toMatchObject([{ raised: false, event_count: 2 }])
  })
})
