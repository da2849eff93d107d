import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type WindowCache, windowCache } from '../../shared/cache/window-cache.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { uidOf } from '../../shared/events/envelope.ts'
import { connect, type Sql } from '../../shared/store/connect.ts'
import { databaseWindows } from '../../shared/store/database-windows.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { createTestRedis } from '../../test/helpers/redis.ts'
import type { CommitPorts } from './commit.ts'
import { analysis } from './handle.ts'
import { type Deed, eventOf, MANY, portsFor, SPAN_MS, T, VARIED } from './testing/bench.ts'
import { cachedWindows } from './windows.ts'

const redis = createTestRedis()
let database: TestDatabase
let pools: Sql[]
let caches: WindowCache[]
beforeAll(async () => {
  database = await createTestDatabase()
  pools = [connect(database.url), connect(database.url)]
})
afterEach(async () => {
  await redis.flush()
})
afterAll(async () => {
  await Promise.all(pools.map((sql) => sql.end()))
  await database.drop()
})

type Numbers = (below: number) => number
/** Numbers that look random and are the same each time. */
function numbersFrom(seed: number): Numbers {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function shuffled<T>(items: readonly T[], next: Numbers): T[] {
  const result = [...items]
  for (let index = result.length - 1; index > 0; index--) {
    const other = next(index + 1)
    ;[result[index], result[other]] = [result[other]!, result[index]!]
  }
  return result
}

/** Several minutes of a few users, with quiet and busy times and events of one moment. */
function deedsOf(run: string, next: Numbers): Required<Pick<Deed, 'user' | 'timeMs' | 'id' | 'raw'>>[] {
  return Array.from({ length: 120 }, (_, index) => ({
    id: `${run}-${index}`,
    user: `${run}-user-${next(3)}`,
    timeMs: T + next(10) * 9_000 + next(4) * 2_500,
    raw: { counts: next(4) > 0 ? 'yes' : 'no', single: next(20) === 0 ? 'yes' : 'no', ip: `192.0.2.${next(4)}` },
  }))
}

/** Splits into deliveries of any size, some of them doubled. */
function deliveriesOf(events: CloudEvent[], next: Numbers): CloudEvent[][] {
  const deliveries: CloudEvent[][] = []
  const repeated = shuffled([...events, ...events.filter(() => next(4) === 0)], next)
  while (repeated.length > 0) deliveries.push(repeated.splice(0, 1 + next(12)))
  return deliveries
}

/** What is to be alerted about, by trying every window: rule and key, and the uids of its events. */
function expected(deeds: ReturnType<typeof deedsOf>): Record<string, string[]> {
  const found: Record<string, Set<string>> = {}
  const add = (name: string, some: typeof deeds) => {
    found[name] ??= new Set()
    for (const { id } of some) found[name].add(uidOf('/test', id))
  }
  for (const deed of deeds) {
    if (deed.raw['single'] === 'yes') add(`single actor.user.name=${deed.user}`, [deed])
    if (deed.raw['counts'] !== 'yes') continue
    const window = deeds.filter(
      ({ user, timeMs, raw }) =>
        user === deed.user && raw['counts'] === 'yes' && timeMs >= deed.timeMs && timeMs <= deed.timeMs + SPAN_MS,
    )
    if (window.length >= MANY) add(`many user=${deed.user}`, window)
    if (new Set(window.map(({ raw }) => raw['ip'])).size >= VARIED) add(`varied user=${deed.user}`, window)
  }
  return Object.fromEntries(Object.entries(found).map(([name, uids]) => [name, [...uids].sort()]))
}

async function alertsOf(run: string): Promise<Record<string, string[]>> {
  const rows = await database.sql<{ name: string; uids: string; event_count: number; first: boolean }[]>`
    select alerts.rule_id || ' ' || alerts.key as name, string_agg(e.uid::text, ' ' order by e.uid::text) as uids,
      alerts.event_count, alerts.first_event_at = min(e.time) and alerts.last_event_at = max(e.time) as first
    from alerts join alert_events e on e.alert_id = alerts.id
    where alerts.key like ${`%${run}-user-%`} group by alerts.id`
  for (const { name, uids, event_count, first } of rows)
    expect({ name, event_count, first }).toEqual({ name, event_count: uids.split(' ').length, first: true })
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  return Object.fromEntries(rows.map(({ name, uids }) => [name, uids.split(' ')]))
}

type Windows = CommitPorts['windows']

function cached(): Windows {
  const cache = windowCache(redis.url, keepingLog())
  caches.push(cache)
  return (tx) => cachedWindows(tx, cache, keepingLog())
}

type Case = [name: string, windows: () => Windows, disturb: () => Promise<void>]
const cases: Case[] = [
  ['windows in PostgreSQL', () => databaseWindows, async () => undefined],
  ['windows in Redis', cached, async () => undefined],
  ['windows in Redis, flushed in the middle', cached, redis.flush],
]

describe.each(cases)('with %s', (name, windows, disturb) => {
  beforeAll(() => {
    caches = []
  })
  afterAll(async () => {
    await Promise.all(caches.map((cache) => cache.close()))
  })

  it.each([1, 2, 3])('events in any order, batching and number give the same alerts (seed %i)', async (seed) => {
    const run = `${name.length}-${seed}`
    const next = numbersFrom(seed)
    const deeds = deedsOf(run, next)
    const handle = analysis(portsFor(pools[0]!, { windows: windows() }))
    const deliveries = deliveriesOf(deeds.map(eventOf), next)
    for (const [index, delivery] of deliveries.entries()) {
      if (index % 5 === 4) await disturb()
      expect(await handle(delivery)).toEqual({ rejected: [] })
    }
    expect(Object.keys(expected(deeds)).length).toBeGreaterThan(4)
    expect(await alertsOf(run)).toEqual(expected(deeds))
  })

  it.each([4, 5])('two processes at once on one stream give the same alerts (seed %i)', async (seed) => {
    const run = `${name.length}-${seed}`
    const next = numbersFrom(seed)
    const deeds = deedsOf(run, next)
    const handles = pools.map((sql) => analysis(portsFor(sql, { windows: windows() })))
    const deliveries = deliveriesOf(deeds.map(eventOf), next)
    const working = [0, 1, 2, 3].map(async (worker) => {
      for (let delivery = deliveries.shift(); delivery !== undefined; delivery = deliveries.shift()) {
        if (deliveries.length % 7 === 0) await disturb()
        expect(await handles[worker % 2]!(delivery)).toEqual({ rejected: [] })
      }
    })
    await Promise.all(working)
    expect(await alertsOf(run)).toEqual(expected(deeds))
  })
})
