import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import type { Matcher } from '../../notify/routing/types.ts'
import { transaction } from '../transaction.ts'
import { loadFiring } from './load-firing.ts'
import { loadSurroundings } from './load-surroundings.ts'
import { alertOf, MINUTE, storeAlert, T0 } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await storeAlert(
    database.sql,
    alertOf({ key: 'a', level: 'critical', labels: { product: ['aws'], tenant: ['x', 'y'] } }),
  )
  await storeAlert(database.sql, alertOf({ key: 'b', level: 'low', labels: { product: ['aws'] } }), {
    status: 'acknowledged',
  })
  await storeAlert(database.sql, alertOf({ key: 'c', level: 'critical', labels: { product: ['gcp'] } }))
  await storeAlert(database.sql, alertOf({ key: 'd', level: 'critical' }), { status: 'resolved' })
})
afterAll(() => database.drop())

const matcher = (text: string): Matcher => {
  const [, name, op, value] = /^([a-z.]+)(=~|!=|!~|=)(.*)$/.exec(text)!
  return { name: name!, op: op as Matcher['op'], value: value! }
}
const keys = async (source: readonly string[], limit?: number) => {
  const rule = { source: source.map(matcher), target: [], equal: [] }
  const { labels, omitted } = await transaction(database.sql, (tx) => loadFiring(tx, rule, limit))
  return { keys: labels.map(({ key }) => key?.[0]).sort(), omitted }
}

describe('what may inhibit', () => {
  it.each([
    [['level=critical'], ['a', 'c']],
    [['product=aws'], ['a', 'b']],
    [['product=aws', 'level=critical'], ['a']],
    [['tenant=x', 'tenant=y'], ['a']],
    [['tag=attack.t1078', 'rule=rule-1', 'alertname=Root login', 'key=b'], ['b']],
    [['tag=other'], []],
    [['level=~critical'], ['a', 'b', 'c']],
    [['tenant='], ['a', 'b', 'c']],
    [['product!=aws'], ['a', 'b', 'c']],
    [[`level=' or true --`], []],
  ])('by %j is not resolved and has what is asked for by =', async (source, expected) => {
    expect(await keys(source)).toEqual({ keys: expected, omitted: false })
  })

  it('is read no further than a limit, and that is said', async () => {
    expect(await keys(['level=critical'], 1)).toMatchObject({ keys: [expect.any(String)], omitted: true })
  })

  it('has all labels of an alert', async () => {
    const rule = { source: [matcher('tenant=x')], target: [], equal: [] }
    const { labels } = await transaction(database.sql, (tx) => loadFiring(tx, rule))
    expect(labels).toEqual([
      {
        alertname: ['Root login'],
        rule: ['rule-1'],
        level: ['critical'],
        tag: ['attack.t1078'],
        key: ['a'],
        product: ['aws'],
        tenant: ['x', 'y'],
      },
    ])
  })
})

describe('what a look takes from around', () => {
  it('is silences that are in force, and what may inhibit by any rule; without rules nothing is read for that', async () => {
    const at = (ms: number) => new Date(T0 + ms)
    await database.sql`
      insert into silences (matchers, starts_at, ends_at, author, comment) values
        ('[{"name": "level", "op": "=", "value": "low"}]', ${at(-MINUTE)}, ${at(MINUTE)}, 'ann', 'now'),
        ('[]', ${at(1)}, ${at(MINUTE)}, 'ann', 'not yet'),
        ('[]', ${at(-MINUTE)}, ${at(0)}, 'ann', 'over')`
    const rule = (text: string) => ({ source: [matcher(text)], target: [], equal: [] })
    const around = (rules: readonly ReturnType<typeof rule>[]) =>
      transaction(database.sql, (tx) => loadSurroundings(tx, rules, T0))
    const { surroundings, omitted } = await around([rule('level=low'), rule('product=gcp')])
    expect(omitted).toBe(false)
    expect(surroundings.silences).toEqual([
      {
        id: expect.any(String),
        matchers: [{ name: 'level', op: '=', value: 'low' }],
        startsAt: T0 - MINUTE,
        endsAt: T0 + MINUTE,
      },
    ])
    expect(surroundings.firing.map(({ key }) => key?.[0])).toEqual(['b', 'c'])
    expect((await around([])).surroundings.firing).toEqual([])
  })
})
