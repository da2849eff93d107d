import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type WindowCache, windowCache } from '../../shared/cache/window-cache.ts'
import {
  type Arrival,
  arrivals,
  correlations,
  LATENESS_MS,
  PLACES,
} from '../../shared/detect/correlate/testing/any-timelines.ts'
import { aCorrelation, lines, NOON_MS, rulesetOf, timeline } from '../../shared/detect/correlate/testing.ts'
import { type Ruleset, replay, type WindowStore } from '../../shared/detect/index.ts'
import { aRule } from '../../shared/detect/testing.ts'
import { AUDIT_EVENT } from '../../shared/events/catalogue.ts'
import type { StoredEvent } from '../../shared/store/append-events.ts'
import type { Sql, Transaction } from '../../shared/store/connect.ts'
import { connect } from '../../shared/store/connect.ts'
import { databaseWindows } from '../../shared/store/database-windows.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { createTestRedis } from '../../test/helpers/redis.ts'
import { type CommitPorts, commitEvents } from './commit.ts'
import { settleWaiting } from './settle-waiting.ts'
import { portsFor } from './testing/bench.ts'
import { cachedWindows } from './windows.ts'

const redis = createTestRedis()
let database: TestDatabase
let pool: Sql
let caches: WindowCache[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  pool = connect(database.url)
})
afterAll(async () => {
  await Promise.all(caches.map((cache) => cache.close()))
  await redis.flush()
  await pool.end()
  await database.drop()
})

/** One of each type that waits, and some that stand upon others. */
const STANDING = [
  aCorrelation('unanswered', { type: 'absence', rules: ['a', 'b'], timespan: '10s' }, { generate: true }),
  aCorrelation('many', { type: 'event_count', rules: ['a'], timespan: '20s', condition: { gte: 3 } }),
  aCorrelation('broken', { type: 'temporal_ordered', rules: ['many', 'c'], timespan: '20s' }),
  aCorrelation('mean', { type: 'value_avg', timespan: '20s', condition: { field: 'v', gt: 4 } }, { generate: true }),
  aCorrelation('means', { type: 'event_count', rules: ['mean'], timespan: '20s', condition: { eq: 2 } }),
  aCorrelation('new', { type: 'new_term', timespan: '20s', condition: { field: 'v', known: 2 } }),
  aCorrelation('more', { type: 'spike', timespan: '10s', condition: { gte: 2, min: 2, baseline: '40s' } }),
  aCorrelation('ended', { type: 'flatline', timespan: '15s', condition: { lt: 2 } }),
  aCorrelation('far', { type: 'impossible_travel', timespan: '1m', condition: { gt: 900 } }),
]

function storedOf({ uid, event }: Arrival): StoredEvent {
  const envelope = {
    specversion: '1.0' as const,
    source: '/test',
    type: AUDIT_EVENT,
    time: new Date(event.time).toISOString(),
  }
  return { uid, event: { ...envelope, id: uid, datacontenttype: 'application/json', data: event, extensions: {} } }
}

const trouble = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
  settleEvery: fc.integer({ min: 1, max: 3 }),
  failEvery: fc.integer({ min: 2, max: 5 }),
  restartEvery: fc.integer({ min: 2, max: 5 }),
  again: fc.nat(3),
})
type Trouble = typeof trouble extends fc.Arbitrary<infer T> ? T : never

/** Fails each so many transactions after some call, when what it did is written and nothing is committed. */
function failing(windows: CommitPorts['windows'], every: number): CommitPorts['windows'] {
  let transactions = 0
  return (tx) => {
    let callsLeft = ++transactions % every === 0 ? 1 + (transactions % 3) : Number.POSITIVE_INFINITY
    const after = async <T>(work: Promise<T>): Promise<T> => {
      const done = await work
      if (--callsLeft === 0) throw new Error('killed')
      return done
    }
    const store: WindowStore = windows(tx)
    return {
      ...store,
      add: (hits, looks) => after(store.add(hits, looks)),
      takeDue: (clockMs, limit) => after(store.takeDue(clockMs, limit)),
    }
  }
}

async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work()
    } catch (error) {
      if ((error as Error).message !== 'killed') throw error
    }
}

type Start = () => CommitPorts['windows']

async function empty(): Promise<void> {
  await database.sql`truncate alerts, alert_events, rule_hits, event_clock, event_ids, audit_events, outbox, feed cascade`
  await redis.flush()
}

async function live(
  ruleset: Ruleset,
  events: readonly Arrival[],
  how: Trouble,
  start: Start,
  disturb: () => Promise<void>,
) {
  await empty()
  let late = 0
  const boot = () =>
    portsFor(pool, {
      windows: failing(start(), how.failEvery),
      ruleset: async () => ruleset,
      clock: () => NOON_MS + 3_600_000,
      onLate: (count) => {
        late += count
      },
    })
  let ports = boot()
  const settleAll = async () => {
    for (let more = true; more; ) more = (await untilDone(() => settleWaiting(ports))).more
  }
  const waiting = [...events].sort((a, b) => a.arrivalMs - b.arrivalMs).map(storedOf)
  for (let i = 0, told: StoredEvent[] = []; waiting.length > 0; i++) {
    const batch = [...waiting.splice(0, how.sizes[i % how.sizes.length]), ...told.slice(0, how.again)]
    await untilDone(() => commitEvents([...new Map(batch.map((one) => [one.uid, one])).values()], ports))
    if (i % how.settleEvery === 0) await settleAll()
    if (i % how.restartEvery === how.restartEvery - 1) {
      ports = boot()
      await disturb()
    }
    told = batch
  }
  await database.sql`update event_clock set at = ${new Date(NOON_MS + 3_600_000).toISOString()}`
  await settleAll()
  return { found: await found(), late }
}

async function found(): Promise<string[]> {
  const rows = await database.sql<{ id: string; key: string; uids: string; event_count: number }[]>`
    select rule_id as id, key, event_count, string_agg(e.uid::text, ' ') as uids
    from alerts join alert_events e on e.alert_id = alerts.id group by alerts.id`
  for (const { uids, event_count } of rows) expect(uids.split(' ')).toHaveLength(event_count)
  const base = { title: '', level: 'high', tags: [], version: '', stage: 'live' } as const
  return lines(
    rows.map(({ id, key, uids }) => ({
      ...{ rule: { ...base, id }, key, summary: '', labels: {}, why: [] },
      events: uids.split(' ').map((uid) => ({ uid, timeMs: 0 })),
    })),
  )
}

const cached: Start = () => {
  const cache = windowCache(redis.url, keepingLog())
  caches.push(cache)
  return (tx: Transaction) => cachedWindows(tx, cache, keepingLog())
}

const cases: [name: string, start: Start, disturb: () => Promise<void>][] = [
  ['windows in PostgreSQL', () => databaseWindows, async () => undefined],
  ['windows in Redis', cached, async () => undefined],
  ['windows in Redis, flushed now and then', cached, redis.flush],
]

describe.each(cases)('with %s', (_, start, disturb) => {
  it('events find what they find in order, through failed commits and restarts', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(correlations, arrivals, trouble, async (docs, events, how) => {
        const ruleset = rulesetOf([...STANDING, ...docs], {
          ...{ latenessMs: LATENESS_MS, waitMs: LATENESS_MS, places: PLACES },
        })
        const past = lines(await replay(ruleset, events))
        expect(await live(ruleset, events, how, start, disturb)).toEqual({ found: past, late: 0 })
      }),
      { numRuns: 6, interruptAfterTimeLimit: 20_000, endOnFailure: true },
    )
    await Promise.all(caches.map((cache) => cache.close()))
    caches = []
  })
})

it('an event that comes too late is judged by itself alone, and told of once', async () => {
  await empty()
  const [early, recent, delayed] = timeline('late as@0s c@30m as@10s')
  const single = { selection: { s: 1 }, condition: 'selection' }
  const two = aCorrelation('two', { type: 'event_count', condition: { gte: 2 } }, { auditflow: { lateness: '29m' } })
  const ruleset = rulesetOf([two, aRule({ id: 'single', title: 'single', detection: single })])
  const told: number[] = []
  const ports = portsFor(database.sql, { ruleset: async () => ruleset, onLate: (count) => void told.push(count) })
  for (const one of [early!, recent!, delayed!, delayed!])
    await commitEvents([storedOf({ ...one, arrivalMs: 0 })], ports)
  const alerts = await database.sql`select rule_id, event_count from alerts where length(rule_id) > 1`
  expect(alerts).toEqual([{ rule_id: 'single', event_count: 2 }])
  expect(told).toEqual([1])
})
