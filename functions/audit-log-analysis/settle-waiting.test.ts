import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { compileRuleset, faultLine, parseRules } from '../../shared/detect/index.ts'
import { aRule } from '../../shared/detect/testing.ts'
import { ALERT_TRIGGERED } from '../../shared/events/catalogue.ts'
import { readClock } from '../../shared/store/event-clock.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { analysis } from './handle.ts'
import { settleWaiting } from './settle-waiting.ts'
import { eventOf, portsFor } from './testing/bench.ts'

const MINUTE_MS = 60_000
const T = Date.UTC(2026, 10, 25, 12)

/** Something that must be followed by something else within five minutes; two minutes are waited for late events. */
const docs = [
  aRule({ id: 'opened', detection: { s: { door: 'opened' }, condition: 's' } }),
  aRule({ id: 'closed', detection: { s: { door: 'closed' }, condition: 's' } }),
  {
    title: 'Left open',
    id: 'left-open',
    level: 'high',
    correlation: { type: 'absence', rules: ['opened', 'closed'], 'group-by': ['user'], timespan: '5m' },
    auditflow: { lateness: '2m' },
  },
]
const { faults, ...parsed } = parseRules(docs.map((doc) => ({ file: 'doors.yml', doc })))
for (const fault of faults) throw new Error(faultLine(fault))
const ruleset = compileRuleset(parsed)

let database: TestDatabase
let now = T
let late = 0
let ports: ReturnType<typeof portsFor>
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.sql`truncate audit_events, event_ids, alerts, alert_events, alert_history, rule_hits, feed, event_clock`
  now = T
  late = 0
  ports = portsFor(database.sql, {
    ruleset: async () => ruleset,
    clock: () => now,
    onLate: (count) => {
      late += count
    },
  })
})
afterAll(() => database.drop())

const user = () => `user-${randomUUID()}`
const send = (who: string, door: string, timeMs: number) =>
  analysis(ports)([eventOf({ user: who, timeMs, raw: { door } })])
const alerts = () => database.sql`select rule_id, key, event_count, window_ms::int, rule_version from alerts`
/** As if the last commit were so long ago. */
const quietFor = (ms: number) => database.sql`update feed set at = to_timestamp(${(now - ms) / 1000}::float8)`

it('alerts of what nothing followed, once the clock of events is past the lateness', async () => {
  const ann = user()
  await send(ann, 'opened', T)
  now = T + 7 * MINUTE_MS
  await send(user(), 'closed', T + 7 * MINUTE_MS)
  expect(await settleWaiting(ports)).toEqual({ outgoing: [], more: false })
  expect(await alerts()).toEqual([])
  now++
  await send(user(), 'closed', T + 7 * MINUTE_MS + 1)
  const { outgoing } = await settleWaiting(ports)
  expect(outgoing).toMatchObject([
    { type: ALERT_TRIGGERED, data: { rule: { title: 'Left open' }, key: `user=${ann}` } },
  ])
  expect(await alerts()).toEqual([
    {
      rule_id: 'left-open',
      key: `user=${ann}`,
      event_count: 1,
      window_ms: 5 * MINUTE_MS,
      rule_version: ruleset.correlations.get('left-open')?.correlation.version,
    },
  ])
  expect((await settleWaiting(ports)).outgoing).toEqual([])
})

it('says nothing where what was expected came, be it late', async () => {
  const ann = user()
  now = T + 10 * MINUTE_MS
  await send(ann, 'opened', T)
  await send(user(), 'opened', T + 6 * MINUTE_MS)
  await send(ann, 'closed', T + 5 * MINUTE_MS)
  await send(user(), 'closed', T + 7 * MINUTE_MS)
  expect((await settleWaiting(ports)).outgoing).toEqual([])
  expect(late).toBe(0)
})

it('counts an event that comes too late, and does not let it count towards the rule', async () => {
  now = T + 10 * MINUTE_MS
  await send(user(), 'closed', T + 10 * MINUTE_MS)
  await send(user(), 'opened', T + 8 * MINUTE_MS)
  expect(late).toBe(0)
  await send(user(), 'opened', T + 8 * MINUTE_MS - 1)
  expect(late).toBe(1)
  expect(await database.sql`select 1 from rule_hits where due is not null`).toHaveLength(1)
})

it('goes on with the wall clock while nothing comes, and only then', async () => {
  await send(user(), 'opened', T)
  now = T + 60 * MINUTE_MS
  await quietFor(10_000)
  expect((await settleWaiting(ports)).outgoing).toEqual([])
  expect(await readClock(database.sql)).toBe(T)
  await quietFor(30_000)
  expect((await settleWaiting(ports)).outgoing).toHaveLength(1)
  expect(await readClock(database.sql)).toBe(now)
})

it('does not follow an event into the future', async () => {
  await send(user(), 'opened', T + 999 * MINUTE_MS)
  expect(await readClock(database.sql)).toBe(T)
  await send(user(), 'opened', T)
  expect(late).toBe(0)
})
