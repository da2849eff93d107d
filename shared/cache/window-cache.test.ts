import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { createTestRedis } from '../../test/helpers/redis.ts'
import { until } from '../../test/helpers/until.ts'
import type { Moment, NewHit } from '../detect/index.ts'
import { transaction } from '../store/transaction.ts'
import { findNeighbours, readStretches, recordHits } from '../store/windows.ts'
import { type CacheQuery, type LoadWindows, type WindowCache, windowCache } from './window-cache.ts'

const T = Date.UTC(2026, 10, 25)
const test = createTestRedis()
let database: TestDatabase
let caches: WindowCache[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  await Promise.all(caches.map((cache) => cache.close()))
  caches = []
  await test.flush()
})
afterAll(() => database.drop())

function open(url = test.url, options = {}): WindowCache {
  const cache = windowCache(url, keepingLog(), options)
  caches.push(cache)
  return cache
}

/** Numbers that look random and are the same each time. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Hit = { ruleId: string; key: string; uid: string; timeMs: number; spanMs: number; need: number; value?: string }

const hitOf = (key: string, timeMs: number, rest: Partial<Hit> = {}): Hit => ({
  ruleId: 'rule',
  key,
  uid: randomUUID(),
  timeMs,
  spanMs: 1_000,
  need: 3,
  ...rest,
})

const newHit = ({ ruleId, key, uid, timeMs, value }: Hit): NewHit => ({
  ruleId,
  key,
  part: '',
  immediate: true,
  moment: { uid, timeMs, ...(value !== undefined && { value }) },
})
const queryOf = (hit: Hit): CacheQuery => ({
  ...{ ruleId: hit.ruleId, key: hit.key, part: '', immediate: true, uid: hit.uid, timeMs: hit.timeMs, need: hit.need },
  beforeMs: hit.spanMs,
  afterMs: hit.spanMs,
  added: newHit(hit).moment,
})

/** The nearest `need` on each side, in order of (time, uid): whatever more is given decides nothing. */
function nearest(query: Hit, found: Moment[]): Moment[] {
  const order = (one: { timeMs: number; uid: string }) => `${String(one.timeMs).padStart(16, '0')}${one.uid}`
  const sorted = [...found].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  const before = sorted.filter((one) => order(one) < order(query))
  return [...before.slice(-query.need), ...sorted.slice(before.length, before.length + query.need)]
}

/** Adds the hits as one commit does, and gives what both know of them. */
async function addBoth(cache: WindowCache, hits: Hit[], epoch = '1') {
  return await transaction(database.sql, async (tx) => {
    await recordHits(tx, hits.map(newHit))
    const load: LoadWindows = (stretches) => readStretches(tx, stretches)
    const cached = await cache.neighbours(epoch, hits.map(queryOf), load)
    return { cached, stored: await findNeighbours(tx, hits.map(queryOf)) }
  })
}

/** Commits hits one by one; each answer is compared, and how many were not known is returned. */
async function compare(cache: WindowCache, hits: Hit[], between = async (_: number): Promise<void> => undefined) {
  let unknown = 0
  for (const [index, hit] of hits.entries()) {
    await between(index)
    const { cached, stored } = await addBoth(cache, [hit])
    if (cached[0] === undefined) unknown++
    else expect(nearest(hit, cached[0])).toEqual(nearest(hit, stored[0]!))
  }
  return unknown
}

function timeline(seed: number, count: number, rest: Partial<Hit> = {}): Hit[] {
  const next = numbersFrom(seed)
  return Array.from({ length: count }, () =>
    hitOf(`${seed}-${next(3)}`, T + next(60) * 100, { need: 1 + next(6), value: `v|${next(5)}`, ...rest }),
  )
}

describe('windowCache', () => {
  it.each([1, 2, 3, 4])('answers as PostgreSQL does, whatever order hits arrive in (seed %i)', async (seed) => {
    expect(await compare(open(), timeline(seed, 120))).toBe(0)
  })

  it('answers as PostgreSQL does after its keys are flushed or evicted one by one', async () => {
    const redis = new Redis('redis://127.0.0.1:6379/0')
    const prefix = new URL(test.url).searchParams.get('keyPrefix')
    const unknown = await compare(open(), timeline(5, 150), async (index) => {
      if (index % 50 === 49) await test.flush()
      const keys = await redis.keys(`${prefix}*`)
      if (index % 7 === 6 && keys.length > 0) await redis.del(keys[index % keys.length]!)
    })
    redis.disconnect()
    expect(unknown).toBe(0)
  })

  it('finds all hits of a batch for the last of them', async () => {
    const hits = timeline(6, 40, { key: 'batch', need: 50, spanMs: 10_000 })
    const cache = open()
    for (const part of [hits.slice(0, 20), hits.slice(20)]) {
      const { cached } = await addBoth(cache, part)
      const known = part === hits || part[0] === hits[0] ? 20 : 40
      expect(cached.at(-1)).toHaveLength(known - 1)
    }
  })

  it('keeps epochs, rules and keys apart', async () => {
    const cache = open()
    const none = async () => []
    const add = (epoch: string, hit: Hit) => cache.neighbours(epoch, [queryOf(hit)], none)
    await add('1', hitOf('a', T))
    expect(await add('1', hitOf('a', T))).toMatchObject([[{ timeMs: T }]])
    expect(await add('2', hitOf('a', T))).toEqual([[]])
    expect(await add('1', hitOf('b', T))).toEqual([[]])
    expect(await add('1', hitOf('a', T, { ruleId: 'other' }))).toEqual([[]])
  })

  it('is bounded, answers truly while it is full, and says when it does not know', async () => {
    const next = numbersFrom(7)
    const hits = Array.from({ length: 200 }, (_, index) =>
      hitOf('full', T + index * 10 + next(900), { need: 1 + next(8), spanMs: 300 }),
    )
    const cache = open(test.url, { maxHits: 40 })
    const unknown = await compare(cache, hits)
    expect(unknown).toBeLessThan(60)
    const redis = new Redis(test.url)
    const [name] = await redis.keys(`${new URL(test.url).searchParams.get('keyPrefix')}*`)
    const plain = new Redis('redis://127.0.0.1:6379/0')
    expect(await plain.zcard(name!)).toBeLessThanOrEqual(41)
    redis.disconnect()
    plain.disconnect()
    const { cached } = await addBoth(cache, [hitOf('full', T + 100, { need: 30 })])
    expect(cached).toEqual([undefined])
  })

  it('does not know what lay before the hits that it has dropped', async () => {
    const cache = open(test.url, { maxHits: 40 })
    for (let index = 0; index < 50; index++) await addBoth(cache, [hitOf('dropped', T + index * 10)])
    const late = (timeMs: number, need: number) => addBoth(cache, [hitOf('dropped', timeMs, { need })])
    expect((await late(T + 455, 3)).cached[0]).toHaveLength(8)
    const { cached, stored } = await late(T + 145, 8)
    expect(stored[0]).toHaveLength(16)
    expect(cached).toEqual([undefined])
  })

  it('drops a window that is not touched any more', async () => {
    await open().neighbours('1', [queryOf(hitOf('idle', T))], async () => [])
    const redis = new Redis('redis://127.0.0.1:6379/0')
    const [key] = await redis.keys(`${new URL(test.url).searchParams.get('keyPrefix')}*`)
    const left = await redis.pttl(key!)
    redis.disconnect()
    expect(left).toBeGreaterThan(600_000)
    expect(left).toBeLessThanOrEqual(601_000)
  })

  it('looks from one window into another without adding to it', async () => {
    const cache = open()
    const seen = hitOf('seen', T)
    await addBoth(cache, [seen])
    const look: CacheQuery = { ...queryOf(hitOf('seen', T + 10)), added: undefined }
    const load: LoadWindows = async () => [[]]
    for (let i = 0; i < 2; i++)
      expect(await cache.neighbours('1', [look], load)).toEqual([[{ uid: seen.uid, timeMs: T }]])
  })

  it('throws within a second or so while Redis is away', async () => {
    const cache = open(`redis://127.0.0.1:${await freePort()}`)
    for (const limit of [1_500, 700]) {
      const started = performance.now()
      await expect(cache.neighbours('1', [queryOf(hitOf('away', T))], async () => [])).rejects.toThrow()
      expect(performance.now() - started).toBeLessThan(limit)
    }
  })

  it('passes on the fault of what loads a window', async () => {
    const failing = open().neighbours('1', [queryOf(hitOf('fault', T))], async () =>
      Promise.reject(new Error('database')),
    )
    await expect(failing).rejects.toThrow('database')
  })
})

describe.skipIf(spawnSync('redis-server', ['--version']).status !== 0)('a Redis that was restarted', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditflow-redis-'))
  let server: ChildProcess | undefined
  afterAll(() => {
    server?.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  it('is used again, but the snapshot that it came back with is not believed', async () => {
    const port = await freePort()
    const url = `redis://127.0.0.1:${port}`
    const start = async () => {
      server = spawn('redis-server', ['--port', String(port), '--dir', folder, '--save', ''], { stdio: 'ignore' })
      const probe = new Redis(url, { maxRetriesPerRequest: null })
      probe.on('error', () => undefined)
      await until('the server', () => probe.ping().then(() => true))
      return probe
    }
    const first = await start()
    const cache = open(url)
    expect(await compare(cache, [hitOf('snap', T)])).toBe(0)
    await first.save()
    expect(await compare(cache, [hitOf('snap', T + 1), hitOf('snap', T + 2)])).toBe(0)
    const ended = new Promise((resolve) => server?.on('exit', resolve))
    server?.kill('SIGKILL')
    await ended
    await expect(addBoth(cache, [hitOf('snap', T + 3)])).rejects.toThrow()
    const second = await start()
    expect(await second.dbsize()).toBe(1)
    await until('the cache to answer', () =>
      compare(cache, [hitOf('snap', T + 4)]).then(
        () => true,
        (error: Error) => {
          if (error.name === 'AssertionError') throw error
          return false
        },
      ),
    )
    first.disconnect()
    second.disconnect()
  })
})
