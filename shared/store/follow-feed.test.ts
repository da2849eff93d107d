import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { connect } from './connect.ts'
import { writeFeed } from './feed.ts'
import { type Feed, followFeed } from './follow-feed.ts'
import type { FeedSum } from './read-feed.ts'
import { addFeedRow } from './test-rows.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
let database: TestDatabase
const feeds: Feed[] = []

beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.close()
})
afterAll(() => database.drop())

const eventually = <T>(get: () => T) => expect.poll(get, { timeout: 10_000 })

function follow(options = {}): Feed {
  const feed = followFeed(database.sql, { log: quiet, spacingMs: 20, ...options })
  feeds.push(feed)
  return feed
}

function collector() {
  const got: FeedSum[] = []
  const total = () => got.reduce((sum, change) => sum + change.events, 0)
  return { got, total, changed: (sum: FeedSum) => void got.push(sum), ended: () => undefined }
}

describe('followFeed', () => {
  it('tells of a commit soon after it, woken by the notification', async () => {
    const listener = collector()
    await follow({ pollMs: 60_000 }).subscribe(listener)
    await eventually(() => isListening()).toBe(true)
    await addFeedRow(database.sql, 7)
    await eventually(listener.total).toBe(7)
  })

  it('finds by polling what no notification told of', async () => {
    const listener = collector()
    await follow({ pollMs: 50 }).subscribe(listener)
    await database.sql`insert into feed (events, alerts) values (3, '{}')`
    await eventually(listener.total).toBe(3)
  })

  it('loses and doubles nothing for listeners that come and go while transactions overlap', async () => {
    const feed = follow()
    const steady = collector()
    await feed.subscribe(steady)
    const resumed = { total: 0, cursor: await feed.head() }
    const writers = connect(database.url, { max: 8 })
    const writing = Array.from({ length: 40 }, async (_, index) =>
      writers.begin(async (tx) => {
        await tx`select pg_sleep(${((index * 7) % 11) / 200})`
        await writeFeed(tx, { events: 2 ** (index % 8), alerts: [], rejected: 0 })
        await tx`select pg_sleep(${((index * 5) % 7) / 500})`
      }),
    )
    const wanted = Array.from({ length: 40 }, (_, index) => 2 ** (index % 8)).reduce((sum, events) => sum + events, 0)
    const resume = async () => {
      const once = collector()
      const { stop } = await feed.subscribe(once, resumed.cursor)
      await eventually(() => once.got.length).toBeGreaterThan(0)
      stop()
      resumed.total += once.total()
      resumed.cursor = once.got.at(-1)?.cursor ?? resumed.cursor
    }
    while (resumed.total < wanted) await resume()
    await Promise.all(writing)
    await writers.end()
    await eventually(steady.total).toBe(wanted)
    expect(resumed.total).toBe(wanted)
  })

  it('is not held back by an older transaction that is still open', async () => {
    const listener = collector()
    await follow({ pollMs: 60_000 }).subscribe(listener)
    await eventually(() => isListening()).toBe(true)
    const other = connect(database.url, { max: 1 })
    await other.begin(async (older) => {
      await older`create temporary table held (n int)`
      await addFeedRow(database.sql, 1)
      await eventually(listener.total).toBe(1)
    })
    await other.end()
  })

  it('gathers many commits into few messages', async () => {
    const listener = collector()
    await follow({ spacingMs: 250 }).subscribe(listener)
    const started = performance.now()
    for (let index = 0; index < 50; index++) await addFeedRow(database.sql, 1)
    await eventually(listener.total).toBe(50)
    expect(listener.got.length).toBeLessThanOrEqual((performance.now() - started) / 250 + 2)
  })

  it('goes on where it was when the database had cut every connection', async () => {
    const listener = collector()
    await follow({ pollMs: 100 }).subscribe(listener)
    await addFeedRow(database.sql, 1)
    await eventually(listener.total).toBe(1)
    const other = connect(database.url, { max: 1 })
    await other`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
    `
    await addFeedRow(other, 2)
    await other.end()
    await eventually(listener.total).toBe(3)
  })

  it('asks the database nothing while nobody listens', async () => {
    const listener = collector()
    const { stop } = await follow({ pollMs: 20 }).subscribe(listener)
    await eventually(() => isListening()).toBe(true)
    stop()
    await eventually(() => isListening()).toBe(false)
    const before = listener.got.length
    await addFeedRow(database.sql, 1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(listener.got.length).toBe(before)
  })
})

/** What the last statement of the listening connection was. */
async function isListening(): Promise<boolean> {
  const rows = await database.sql<{ query: string }[]>`
    select query from pg_stat_activity where datname = current_database() and query ilike '%listen "auditflow_feed"%'
      and pid <> pg_backend_pid()
  `
  return rows.some(({ query }) => /^\s*listen/i.test(query))
}
