import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aRule } from '../../shared/detect/testing.ts'
import type { Json } from '../../shared/events/audit-event.ts'
import { suppressAlert } from '../../shared/store/suppressions/suppress-alert.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { analysis } from './handle.ts'
import { createRuleset } from './ruleset.ts'
import { eventOf, portsFor, T } from './testing/bench.ts'

const DAY_MS = 86_400_000

/** A rule over a single event, one with a key of its own, and one over several events that has two names for a field. */
const RULES = [
  aRule({ id: 'single', detection: { selection: { single: 'yes' }, condition: 'selection' } }),
  aRule({
    id: 'keyed',
    detection: { selection: { keyed: 'yes' }, condition: 'selection' },
    auditflow: { key: ['host', 'user'] },
  }),
  aRule({ id: 'first', name: 'first', detection: { selection: { first: 'yes' }, condition: 'selection' } }),
  aRule({ id: 'second', name: 'second', detection: { selection: { second: 'yes' }, condition: 'selection' } }),
  {
    id: 'both',
    title: 'both',
    level: 'high',
    correlation: {
      type: 'temporal',
      rules: ['first', 'second'],
      'group-by': ['who'],
      timespan: '1m',
      aliases: { who: { first: 'user', second: 'account' } },
    },
  },
]

let database: TestDatabase
let handle: ReturnType<typeof analysis>
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.sql`truncate alerts, rule_exceptions, rule_hits cascade`
  const ruleset = createRuleset({
    sql: database.sql,
    log: keepingLog(),
    clock: Date.now,
    pack: RULES.map((doc) => ({ file: 'pack.yml', doc })),
    folders: [],
    reloadMs: 0,
    count: () => undefined,
  })
  handle = analysis(portsFor(database.sql, { ruleset }))
})

const happens = (user: string, timeMs: number, raw: { [name: string]: Json }) =>
  handle([eventOf({ user, timeMs, raw: { user, ...raw } })])
const openAlerts = () =>
  database.sql<{ id: string; key: string }[]>`
    select id, key from alerts where status <> 'resolved' and rule_id <> 'first' and rule_id <> 'second' order by key`
const keys = async () => (await openAlerts()).map(({ key }) => key)
const suppressAll = async (field: string, untilMs?: number) => {
  for (const { id } of await openAlerts())
    await suppressAlert(
      database.sql,
      id,
      { field, reason: 'may do that', by: 'ann', resolve: true, ...(untilMs !== undefined && { untilMs }) },
      Date.now(),
    )
}

describe('an entity that is suppressed', () => {
  it.each(['svc-backup', 'DOMAIN\\svc*', 'a?b\\'])(
    'opens nothing until then, by event time; others do: %s',
    async (svc) => {
      const until = Math.max(T, Date.now()) + 200 * DAY_MS
      const another = `${svc}-2`
      await happens(svc, T, { single: 'yes' })
      await suppressAll('actor.user.name', until)
      expect(await keys()).toEqual([])
      for (const user of [svc, another, svc.toUpperCase()]) await happens(user, T + 1_000, { single: 'yes' })
      const others = [`actor.user.name=${another}`, `actor.user.name=${svc.toUpperCase()}`]
      expect((await keys()).sort()).toEqual(others.sort())
      await happens(svc, until - 1, { single: 'yes' })
      expect(await keys()).not.toContain(`actor.user.name=${svc}`)
      await happens(svc, until, { single: 'yes' })
      expect(await keys()).toContain(`actor.user.name=${svc}`)
    },
  )

  it('is one field of a key of several', async () => {
    await happens('ann', T, { keyed: 'yes', host: 'a, "b"' })
    expect(await keys()).toEqual(['host="a, \\"b\\"", user=ann'])
    await suppressAll('host')
    await happens('ann', T + 1, { keyed: 'yes', host: 'a, "b"' })
    await happens('bob', T + 1, { keyed: 'yes', host: 'a, "b"' })
    expect(await keys()).toEqual([])
    await happens('ann', T + 1, { keyed: 'yes', host: 'c' })
    expect(await keys()).toEqual(['host=c, user=ann'])
  })

  it('does not count towards a rule over several events, whatever each calls the field', async () => {
    const story = async (user: string, timeMs: number) => {
      await happens(user, timeMs, { first: 'yes' })
      await handle([eventOf({ user: 'nobody', timeMs: timeMs + 1, raw: { second: 'yes', account: user } })])
    }
    // After all that other tests let happen: what is late does not count.
    const at = Date.now() + 400 * DAY_MS
    await story('svc', at)
    expect(await keys()).toEqual(['who=svc'])
    await suppressAll('who')
    await story('svc', at + 1_000_000)
    expect(await keys()).toEqual([])
    await story('eve', at + 1_000_000)
    expect(await keys()).toEqual(['who=eve'])
  })
})
