import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { parseMatchers } from '../../notify/routing/parse-matcher.ts'
import { readOnly } from '../read-only.ts'
import { previewSilence } from './preview-silence.ts'
import { labelled } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.sql`delete from alerts`
})

const preview = (matchers: string) =>
  readOnly(database.sql, (reader) => previewSilence(reader, parseMatchers(matchers)))
const count = async (matchers: string) => (await preview(matchers)).count

/** Straight into the table, so that there are many. */
const addMany = (count: number, rule: string, labels: Record<string, string[]>) => database.sql`
  insert into alerts (rule_id, rule_title, level, tags, key, summary, why, first_event_at, last_event_at, opened_at, labels)
  select ${rule}, ${`Rule ${rule}`}, 'high', '{}', 'n=' || n, '', '[]', now(), now(),
    '2026-11-25T07:00:00Z'::timestamptz + n * interval '1 second', ${JSON.stringify(labels)}::text::jsonb
  from generate_series(1, ${count}::int) as n`

describe('the preview of a silence', () => {
  it('tells what is unresolved now and matches, by rule, those with most alerts first, newest first', async () => {
    const b = await labelled(
      database.sql,
      { product: ['okta'] },
      { rule: 'b', title: 'B', level: 'low', key: 'user=b' },
    )
    const at = (minute: number) => `2026-11-25T07:0${minute}:00Z`
    const old = await labelled(database.sql, { product: ['okta'] }, { rule: 'a', title: 'A', openedAt: at(1) })
    const acknowledged = { rule: 'a', title: 'A', openedAt: at(2), status: 'acknowledged' }
    const fresh = await labelled(database.sql, { product: ['okta'] }, acknowledged)
    await labelled(database.sql, { product: ['okta'] }, { rule: 'a', status: 'resolved' })
    await labelled(database.sql, { product: ['github'] }, { rule: 'a' })
    expect(await preview('product=okta')).toMatchObject({
      count: 3,
      more: false,
      rules: [
        { id: 'a', title: 'A', level: 'high', count: 2, alerts: [{ id: fresh, status: 'acknowledged' }, { id: old }] },
        { id: 'b', title: 'B', level: 'low', count: 1, alerts: [{ id: b, key: 'user=b', status: 'open' }] },
      ],
    })
  })

  it('takes every operator, on every label', async () => {
    const row = { rule: 'r-1', title: 'Many failed logins', level: 'high' as const, key: 'actor.user.name=svc-backup' }
    const labels = { alertname: ['Many failed logins'], rule: ['r-1'], level: ['high'], tag: ['attack.t1110'] }
    await labelled(
      database.sql,
      { ...labels, key: [row.key], product: ['okta'], 'actor.user.name': ['svc-backup'], tenant: ['a', 'b'] },
      row,
    )
    const matching = [
      'alertname="Many failed logins"',
      'rule=r-1, level=high, tag=attack.t1110',
      'key="actor.user.name=svc-backup"',
      'actor.user.name=~"svc-.*"',
      'actor.user.name!~"svc", product!=github, level!=low',
      'tenant=a, tenant=b',
      'none=""',
      'none!="x", product=okta',
    ]
    for (const matchers of matching) expect(await count(matchers), matchers).toBe(1)
    const others = [
      'alertname="many failed logins"',
      'level=low',
      'tenant=a, tenant=c',
      'tenant!=a',
      'product=""',
      'x=y',
    ]
    for (const matchers of others) expect(await count(matchers), matchers).toBe(0)
  })

  it('shows twenty alerts at most and counts the others', async () => {
    await addMany(15, 'a', { product: ['okta'] })
    await addMany(14, 'b', { product: ['okta'] })
    await addMany(13, 'c', { product: ['okta'] })
    const { count, rules } = await preview('product=okta')
    expect(count).toBe(42)
    expect(rules.map(({ id, count, alerts }) => [id, count, alerts.length])).toEqual([
      ['a', 15, 15],
      ['b', 14, 5],
      ['c', 13, 0],
    ])
    expect(rules[0]?.alerts[0]).toMatchObject({ key: 'n=15' })
  })

  it('looks at ten thousand alerts at most and says that there are more', async () => {
    await addMany(10_000, 'a', { product: ['okta'] })
    expect(await preview('product=~"o.*"')).toMatchObject({ count: 10_000, more: false })
    await addMany(1, 'b', { product: ['okta'] })
    expect(await preview('product=~"o.*"')).toMatchObject({ count: 10_000, more: true })
    expect(await preview('product=github')).toMatchObject({ count: 0, more: false, rules: [] })
  })
})
