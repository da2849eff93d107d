import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { readOnly } from '../read-only.ts'
import { loadRuleBook } from '../rules/load-rule-book.ts'
import { removeException } from '../rules/remove-exception.ts'
import { type AlertRow, addAlert } from '../test-rows.ts'
import { findSuppressions, readSuppression, type SuppressionFilter } from './find-suppressions.ts'
import { type NewSuppression, suppressAlert } from './suppress-alert.ts'

const NOW = Date.UTC(2026, 10, 25, 8)
const JUNE = Date.UTC(2027, 5, 1)

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.sql`truncate rule_exceptions, rule_versions`
  await database.sql`delete from alerts`
})

const alert = (row: AlertRow = {}) => addAlert(database.sql, { key: 'user=svc-backup, host=db-1', rule: 'r', ...row })
const suppress = (id: string, parts: Partial<NewSuppression> = {}, at = NOW) =>
  suppressAlert(database.sql, id, { field: 'user', reason: 'runs at night', by: 'ann', resolve: false, ...parts }, at)
const book = async () => (await loadRuleBook(database.sql))!
const historyOf = (id: string) =>
  database.sql`select who, what, detail from alert_history where alert_id = ${id} order by id`
const stateOf = async (id: string) =>
  (await database.sql`select status, resolution, reason from alerts where id = ${id}`)[0]
const list = async (filter: Partial<SuppressionFilter> = {}, at = NOW) =>
  await readOnly(database.sql, (reader) => findSuppressions(reader, { limit: 50, ...filter }, at))

describe('suppressing an entity', () => {
  it('is an exception from the rule of the alert, and stands in its history', async () => {
    const id = await alert()
    const { revision } = await book()
    const suppression = await suppress(id, { untilMs: JUNE })
    expect((await book()).exceptions).toEqual([
      {
        id: suppression,
        ruleId: 'r',
        when: { 'user|cased': 'svc-backup' },
        reason: 'runs at night',
        expires: '2027-06-01T00:00:00.000Z',
      },
    ])
    expect((await book()).revision).not.toBe(revision)
    expect(await historyOf(id)).toEqual([
      { who: 'ann', what: 'suppressed', detail: 'user=svc-backup until 2027-06-01T00:00:00.000Z: runs at night' },
    ])
    expect(await stateOf(id)).toMatchObject({ status: 'open' })
  })

  it('may be for ever, of another value, and make the alert a false positive', async () => {
    const id = await alert()
    await suppress(id, { field: 'host', value: 'db-*', resolve: true })
    expect((await book()).exceptions).toMatchObject([{ when: { 'host|cased': 'db-\\*' }, expires: null }])
    expect(await historyOf(id)).toEqual([
      { who: 'ann', what: 'suppressed', detail: 'host=db-* for ever: runs at night' },
      { who: 'ann', what: 'false_positive', detail: 'runs at night' },
    ])
    expect(await stateOf(id)).toMatchObject({
      status: 'resolved',
      resolution: 'false_positive',
      reason: 'runs at night',
    })
  })

  it('twice adds nothing, even at the same time; it can still make the alert a false positive', async () => {
    const id = await alert()
    const ids = await Promise.all([suppress(id), suppress(id), suppress(id)])
    expect(new Set(ids).size).toBe(1)
    expect(await suppress(id, { resolve: true })).toBe(ids[0])
    expect((await historyOf(id)).map(({ what }) => what)).toEqual(['suppressed', 'false_positive'])
    expect(await suppress(id, { untilMs: JUNE })).not.toBe(ids[0])
  })

  it('asks for the field that each rule of a correlation has', async () => {
    const id = await alert({ key: 'who=x' })
    await database.sql`
      insert into rule_versions (rule_id, version, title, origin, doc)
      values ('r', 'v1', 'R', 'pack', '{"correlation": {"aliases": {"who": {"a": "user", "b": "actor.name"}}}}')`
    await database.sql`update alerts set rule_version = 'v1' where id = ${id}`
    await suppress(id, { field: 'who' })
    expect((await book()).exceptions).toMatchObject([{ when: [{ 'user|cased': 'x' }, { 'actor.name|cased': 'x' }] }])
  })

  it.each<[string, AlertRow, Partial<NewSuppression>, string, string]>([
    ['a field that the alert is not about', {}, { field: 'ip' }, 'field', 'give one of user, host'],
    ['an alert about no field', { key: '*' }, {}, 'field', 'is about no field'],
    ['a value that is empty', { key: 'user=' }, {}, 'value', 'has none'],
    [
      'a value that is not whole',
      { key: `user=${'x'.repeat(255)}…~0123456789ab` },
      {},
      'value',
      'does not show it whole',
    ],
    ['no reason', {}, { reason: ' ' }, 'reason', 'needs a reason'],
    ['too long a reason', {}, { reason: 'r'.repeat(2_001) }, 'reason', 'longer than 2000'],
    ['nobody', {}, { by: '' }, 'by', 'who'],
    ['an end that has passed', {}, { untilMs: NOW }, 'expires_at', 'no time in the future'],
    ['an end that is no time', {}, { untilMs: Number.NaN }, 'expires_at', 'no time in the future'],
  ])('refuses %s, naming the field and the reason, and keeps nothing', async (_, row, parts, field, reason) => {
    const id = await alert(row)
    await expect(suppress(id, { resolve: true, ...parts })).rejects.toMatchObject({
      name: 'RuleRefused',
      field,
      message: expect.stringContaining(reason),
    })
    expect((await book()).exceptions).toEqual([])
    expect(await historyOf(id)).toEqual([])
    expect(await stateOf(id)).toMatchObject({ status: 'open' })
  })

  it('needs an alert that there is', async () => {
    expect(await suppress(randomUUID())).toBeUndefined()
  })
})

describe('the list of suppressions', () => {
  it('tells of what, until when, by whom, why, and what became of it', async () => {
    const id = await alert()
    await database.sql`
      insert into rule_versions (rule_id, version, title, origin, doc, first_seen_at)
      values ('r', 'v1', 'Old title', 'pack', '{}', '2026-01-01'), ('r', 'v2', 'New title', 'pack', '{}', '2026-02-01')`
    const lasting = (await suppress(id))!
    const ending = (await suppress(id, { untilMs: JUNE }))!
    const removed = (await suppress(id, { field: 'host' }))!
    await removeException(database.sql, removed, { by: 'bob' })
    const other = await database.sql`
      insert into rule_exceptions (rule_id, when_, reason, created_by, created_at)
      values ('unknown', '{"user|startswith": "svc"}', 'x', 'eve', '2020-01-01') returning id`
    const { rows, next } = await list()
    expect(next).toBeNull()
    expect(rows.map(({ id }) => id)).toEqual([removed, ending, lasting, other[0]?.['id']])
    expect(rows[1]).toEqual({
      id: ending,
      rule_id: 'r',
      rule_title: 'New title',
      entity: 'user=svc-backup',
      when: { 'user|cased': 'svc-backup' },
      reason: 'runs at night',
      created_by: 'ann',
      created_at: expect.stringMatching(/^2\d{3}-/),
      expires_at: '2027-06-01T00:00:00+00:00',
      ended_by: null,
      ended_at: null,
      state: 'active',
    })
    expect(rows[0]).toMatchObject({ entity: 'host=db-1', state: 'ended', ended_by: 'bob' })
    expect(rows[3]).toMatchObject({ rule_title: null, entity: null, when: { 'user|startswith': 'svc' } })
    const idsOf = async (filter: Partial<SuppressionFilter>, at = NOW) =>
      (await list(filter, at)).rows.map(({ id }) => id)
    expect(await idsOf({ state: 'active', ruleId: 'r' })).toEqual([ending, lasting])
    expect(await idsOf({ state: 'active', ruleId: 'r' }, JUNE)).toEqual([lasting])
    expect(await idsOf({ state: 'expired' }, JUNE)).toEqual([ending])
    expect(await idsOf({ state: 'ended' })).toEqual([removed])
    expect(await readOnly(database.sql, (reader) => readSuppression(reader, ending, JUNE))).toEqual({
      ...rows[1],
      state: 'expired',
    })
  })

  it('comes in pages', async () => {
    const id = await alert()
    for (let day = 1; day <= 5; day++) await suppress(id, { untilMs: NOW + day * 86_400_000 })
    const seen: string[] = []
    for (let after: SuppressionFilter['after'], pages = 0; pages < 3; pages++) {
      const { rows, next } = await list({ limit: 2, ...(after && { after }) })
      seen.push(...rows.map((row) => row.expires_at!.slice(0, 10)))
      const [time, id] = next?.split('_') ?? []
      after = time === undefined || id === undefined ? undefined : { time, id }
    }
    expect(seen).toEqual(['2026-11-30', '2026-11-29', '2026-11-28', '2026-11-27', '2026-11-26'])
  })
})
