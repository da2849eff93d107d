import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { ALERT_CHANGES, type AlertStatus } from '../../notify/alert-life.ts'
import { Unavailable } from '../../ports/outcome.ts'
import { type Change, changeAlert } from './change-alert.ts'
import { resolveQuiet } from './resolve-quiet.ts'
import { DAY, extendBy, findingOf, LIFE, MINUTE, NOW } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

type Deed =
  | { kind: 'match'; agoMs: number }
  | { kind: 'again' }
  | { kind: 'change'; change: Change['change']; which: number }
  | { kind: 'quiet' }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('match' as const), agoMs: fc.constantFrom(0, 1, MINUTE, DAY) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'again' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      change: fc.constantFrom(...ALERT_CHANGES),
      which: fc.nat(2),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'quiet' as const }) },
)
/** Deeds of one moment happen at the same time; each moment is later than the one before by so much. */
const moments = fc.array(
  fc.record({
    laterMs: fc.constantFrom(1, MINUTE, 20 * MINUTE, 8 * DAY),
    deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
)

let keys = 0

it('any order of changes and matches keeps at most one alert unresolved, and a history that explains each status', async () => {
  await fc.assert(
    fc.asyncProperty(moments, async (sequence) => {
      const key = `any=${keys++}`
      const life = { ...LIFE, quietMs: 15 * MINUTE }
      let nowMs = NOW
      let last = findingOf(key, [NOW])
      await extendBy(database.sql, [last], { nowMs, life })
      const act = async (one: Deed): Promise<void> => {
        if (one.kind === 'match' || one.kind === 'again') {
          if (one.kind === 'match') last = findingOf(key, [nowMs - one.agoMs])
          await extendBy(database.sql, [last], { nowMs, life })
        } else if (one.kind === 'quiet') await resolveQuiet(database.sql, nowMs)
        else {
          const alerts = await database.sql`select id from alerts where key = ${key} order by opened_at, id`
          const id = alerts[one.which % alerts.length]!['id'] as string
          const texts = { reason: 'why', assignee: `person ${one.which}`, comment: 'words' }
          await changeAlert(database.sql, id, { change: one.change, by: 'ann', nowMs, ...texts })
        }
      }
      for (const { laterMs, deeds } of sequence) {
        nowMs += laterMs
        for (const outcome of await Promise.allSettled(deeds.map(act)))
          if (outcome.status === 'rejected' && !(outcome.reason instanceof Unavailable)) throw outcome.reason
        await check(key)
      }
    }),
    { numRuns: 60 },
  )
}, 120_000)

type Row = {
  id: string
  status: string
  resolution: string | null
  assignee: string | null
  episode: number
  event_count: number
  events: number
  resolve_at: Date | null
  resolved_at: Date | null
}

async function check(key: string): Promise<void> {
  const alerts = await database.sql<Row[]>`
    select *, (select count(*)::int from alert_events where alert_id = alerts.id) as events from alerts where key = ${key}`
  expect(alerts.filter(({ status }) => status !== 'resolved').length).toBeLessThanOrEqual(1)
  for (const alert of alerts) {
    const { status, resolution, assignee, episode, event_count, events } = alert
    expect({ status, resolution, assignee, episode }).toEqual(await told(alert.id))
    expect(event_count).toBe(events)
    expect(alert.resolved_at === null).toBe(status !== 'resolved')
    expect(alert.resolve_at === null).toBe(status === 'resolved')
  }
}

/** What the history alone says of an alert. */
async function told(id: string): Promise<Pick<Row, 'status' | 'resolution' | 'assignee' | 'episode'>> {
  const steps = await database.sql<{ who: string; what: string; detail: string | null }[]>`
    select who, what, detail from alert_history where alert_id = ${id} order by id`
  let status: AlertStatus | undefined
  let resolution: string | null = null
  let assignee: string | null = null
  let episode = 1
  for (const { who, what, detail } of steps) {
    if (what === 'opened') expect(status).toBeUndefined()
    if (what === 'reopened' && resolution !== null) episode++
    if (what === 'opened' || what === 'reopened') status = 'open'
    else if (what === 'acknowledged' || what === 'resolved' || what === 'false_positive') status = what
    else if (what === 'assigned') assignee = detail
    else if (what === 'unassigned') assignee = null
    resolution = status === 'resolved' ? (who === 'auditflow' ? 'quiet' : 'resolved') : null
    if (status === 'false_positive') resolution = status
  }
  return { status: status === 'false_positive' ? 'resolved' : (status ?? ''), resolution, assignee, episode }
}
