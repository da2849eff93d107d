import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Look, Moment, Series, Stretch } from '../detect/index.ts'
import { LATEST_TIME_MS } from '../events/audit-event.ts'
import type { Log } from '../ports/ports.ts'

/** Bounds one window's memory: about 1 MB at 100 bytes a hit. Older hits stay in PostgreSQL. */
const MAX_HITS = 10_000
/** A window not touched for this long, or for its span if that is shorter, is dropped: it can be loaded again. */
const IDLE_MS = 3_600_000
const SHORTEST_LIFE_MS = 10 * 60_000
const COMMAND_TIMEOUT_MS = 500

/**
 * Adds a hit, if there is one, and returns the members around a moment with their scores; nil when the window is not
 * cached or not far enough back. A window is one sorted set: score = event time in ms, member = `uid|value`, and the
 * member `floor`, whose score says from which time on the set is complete; it lies in the same key so that it can't
 * outlive the rest.
 * KEYS: window. ARGV: time, member or '', how far back, need, time to live, most hits.
 */
const ADD_AND_LOOK = `
local time, need = tonumber(ARGV[1]), tonumber(ARGV[4])
local floor = redis.call('ZSCORE', KEYS[1], 'floor')
if not floor then return nil end
floor = tonumber(floor)
if ARGV[2] ~= '' then
  if time < floor then return nil end
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
  local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[6])
  if over > 0 then
    local last = redis.call('ZRANGE', KEYS[1], over, over, 'WITHSCORES')
    floor = tonumber(last[2]) + 1
    redis.call('ZREMRANGEBYRANK', KEYS[1], 0, over)
    redis.call('ZADD', KEYS[1], floor, 'floor')
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if time < floor then return nil end
local first = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[1])
local last = redis.call('ZCOUNT', KEYS[1], '-inf', ARGV[1])
local known = math.max(0, first - redis.call('ZRANK', KEYS[1], 'floor') - 1)
if time - tonumber(ARGV[3]) < floor and known < need then return nil end
return redis.call('ZRANGE', KEYS[1], math.max(0, first - need - 1), last + need + 1, 'WITHSCORES')`

/** Reads stretches of windows, in order of time, to fill the cache with. */
export type LoadWindows = (stretches: readonly Stretch[]) => Promise<Moment[][]>

/** A look at a window, once the moment's own hit has been added to it, if it has one there. */
export type CacheQuery = Look & { added?: Moment | undefined }

export type WindowCache = {
  /**
   * Neighbours of each moment, as `WindowStore.add` gives them, or a few more. Windows that are not cached are loaded; an
   * entry is undefined when the moment lies before what a full window still holds.
   * @param epoch part of every key: windows of another epoch are not believed
   * @throws when Redis does not answer
   */
  neighbours(epoch: string, queries: readonly CacheQuery[], load: LoadWindows): Promise<(Moment[] | undefined)[]>
  close(): Promise<void>
}

/** Sliding windows in Redis. The client is loaded and connected when first used: it is the heaviest driver. */
export function windowCache(url: string, log: Log, { maxHits = MAX_HITS } = {}): WindowCache {
  let client: Promise<Connection> | undefined
  return {
    async neighbours(epoch, queries, load) {
      client ??= connectRedis(url, log)
      const connection = await client
      const run = (await connection.runId()).slice(0, RUN_DIGITS)
      const windows = {
        redis: connection.redis,
        keyOf: (series: Series) => `window:${run}:${epoch}:${seriesHash(series)}`,
        maxHits,
      }
      const first = await look(windows, queries)
      const cold = queries.filter((_, index) => first[index] === undefined)
      if (cold.length === 0) return first
      await fill(windows, cold, load)
      const second = await look(windows, cold)
      return first.map((found) => found ?? second.shift())
    },
    async close() {
      ;(await client)?.redis.disconnect()
    },
  }
}

/** Enough to tell one start of Redis from the others. */
const RUN_DIGITS = 12

/** Keys are many and their texts long: 128 bits of a hash tell them apart. */
function seriesHash({ ruleId, key, part }: Series): string {
  return createHash('sha256')
    .update(JSON.stringify([ruleId, key, part]))
    .digest('base64url')
    .slice(0, 22)
}

type Windows = { redis: Redis; keyOf: (series: Series) => string; maxHits: number }
type Connection = { redis: Redis; runId: () => Promise<string> }

async function connectRedis(url: string, log: Log): Promise<Connection> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5_000),
  })
  let run: string | undefined
  redis.on('error', (error: Error) => log.warn('redis', { reason: error.message }))
  redis.on('close', () => {
    run = undefined
  })
  // A first failure is no fault here: the client goes on trying, and until then commands fail and windows are read
  // from PostgreSQL.
  await redis.connect().catch((error: Error) => log.warn('redis not reachable', { reason: error.message }))
  return { redis, runId: async () => (run ??= await readRunId(redis)) }
}

/** Another one after each start: a Redis that came back with an older snapshot of its data is not believed. */
async function readRunId(redis: Redis): Promise<string> {
  return /^run_id:(\w+)/m.exec(await redis.info('server'))?.[1] ?? ''
}

async function look({ redis, keyOf, maxHits }: Windows, queries: readonly CacheQuery[]) {
  const pipeline = redis.pipeline()
  for (const query of queries) {
    const { timeMs, beforeMs, need, added } = query
    const member = added === undefined ? '' : memberOf(added)
    pipeline.eval(ADD_AND_LOOK, 1, keyOf(query), timeMs, member, beforeMs, need, lifeMs(query), maxHits)
  }
  const replies = (await pipeline.exec()) ?? []
  return queries.map((query, index): Moment[] | undefined => {
    const [error, reply] = replies[index] ?? [new Error('no reply')]
    if (error) throw error
    return reply === null ? undefined : readNeighbours(reply as string[], query)
  })
}

async function fill({ redis, keyOf, maxHits }: Windows, queries: readonly CacheQuery[], load: LoadWindows) {
  const earliest = new Map<string, CacheQuery>()
  for (const query of queries) {
    const known = earliest.get(keyOf(query))
    if (known === undefined || query.timeMs < known.timeMs) earliest.set(keyOf(query), query)
  }
  const limit = Math.ceil(maxHits / 2)
  const stretches = [...earliest.values()].map(({ ruleId, key, part, timeMs, beforeMs }) => ({
    ...{ ruleId, key, part, limit },
    fromMs: timeMs - 2 * beforeMs,
    toMs: LATEST_TIME_MS,
  }))
  const loaded = await load(stretches)
  const pipeline = redis.pipeline()
  for (const [i, [key, query]] of [...earliest].entries()) {
    const hits = loaded[i] ?? []
    const complete = hits.length < limit ? stretches[i]!.fromMs : (hits[0]?.timeMs ?? 0) + 1
    pipeline.del(key)
    pipeline.zadd(key, complete, 'floor', ...hits.flatMap((hit) => [hit.timeMs, memberOf(hit)]))
    pipeline.pexpire(key, lifeMs(query))
  }
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error
}

function lifeMs({ beforeMs }: Look): number {
  return Math.min(beforeMs, IDLE_MS) + SHORTEST_LIFE_MS
}

function memberOf({ uid, value }: Moment): string {
  return value === undefined ? uid : `${uid}|${value}`
}

function readNeighbours(reply: string[], { uid, timeMs, beforeMs, afterMs, own }: Look): Moment[] {
  const neighbours: Moment[] = []
  for (let index = 0; index < reply.length; index += 2) {
    const member = reply[index] ?? ''
    const memberMs = Number(reply[index + 1])
    const [memberUid = '', ...value] = member.split('|')
    if (member === 'floor' || (memberUid === uid && !own)) continue
    if (memberMs < timeMs - beforeMs || memberMs > timeMs + afterMs) continue
    neighbours.push({ uid: memberUid, timeMs: memberMs, ...(value.length > 0 ? { value: value.join('|') } : {}) })
  }
  return neighbours
}
