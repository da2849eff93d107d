import type { Redis } from 'ioredis'
import type { Log } from '../ports/ports.ts'
import type { Neighbour, WindowQuery } from '../ports/windows.ts'

/** Bounds one window's memory: about 1 MB at 100 bytes a hit. Older hits stay in PostgreSQL. */
const MAX_HITS = 10_000
/** A window not touched for its span and this long is dropped. */
const IDLE_MS = 10 * 60_000
const COMMAND_TIMEOUT_MS = 500

/**
 * Adds a hit and returns the members around it with their scores; nil when the window is not cached or not far enough
 * back. A window is one sorted set: score = event time in ms, member = `uid|value`, and the member `floor`, whose score
 * says from which time on the set is complete; it lies in the same key so that it can't outlive the rest.
 * KEYS: window. ARGV: time, member, span, need, time to live, most hits.
 */
const ADD_AND_LOOK = `
local floor = redis.call('ZSCORE', KEYS[1], 'floor')
if not floor or tonumber(ARGV[1]) - tonumber(ARGV[3]) < tonumber(floor) then return nil end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local over = redis.call('ZCARD', KEYS[1]) - tonumber(ARGV[6])
if over > 0 then
  local last = redis.call('ZRANGE', KEYS[1], over, over, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, over)
  redis.call('ZADD', KEYS[1], tonumber(last[2]) + 1, 'floor')
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
local rank = redis.call('ZRANK', KEYS[1], ARGV[2])
if not rank then return nil end
local need = tonumber(ARGV[4]) + 1
return redis.call('ZRANGE', KEYS[1], math.max(0, rank - need), rank + need, 'WITHSCORES')`

export type LoadWindow = (query: WindowQuery, fromMs: number, limit: number) => Promise<Neighbour[]>

export type WindowCache = {
  /**
   * Neighbours of each hit, as `Windows.add` gives them. Windows that are not cached are loaded; an entry is undefined
   * when the hit lies before what a full window still holds.
   * @param epoch part of every key: windows of another epoch are not believed
   * @throws when Redis does not answer
   */
  neighbours(epoch: string, queries: readonly WindowQuery[], load: LoadWindow): Promise<(Neighbour[] | undefined)[]>
  close(): Promise<void>
}

/** Sliding windows in Redis. The client is loaded and connected when first used: it is the heaviest driver. */
export function windowCache(url: string, log: Log): WindowCache {
  let client: Promise<Redis> | undefined
  const connected = async (): Promise<Redis> => {
    client ??= connectRedis(url, log)
    return await client
  }
  return {
    async neighbours(epoch, queries, load) {
      const redis = await connected()
      const keyOf = ({ ruleId, key }: WindowQuery) => `window:${epoch}:${ruleId}:${key}`
      const first = await look(redis, queries, keyOf)
      const cold = queries.filter((_, index) => first[index] === undefined)
      if (cold.length === 0) return first
      await fill(redis, cold, keyOf, load)
      const second = await look(redis, cold, keyOf)
      return first.map((found) => found ?? second.shift())
    },
    async close() {
      ;(await client)?.disconnect()
    },
  }
}

async function connectRedis(url: string, log: Log): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 1_000,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(100 * 2 ** attempt, 5_000),
  })
  redis.on('error', (error: Error) => log.warn('redis', { reason: error.message }))
  // A first failure is no fault here: the client goes on trying, and until then commands fail and windows are read
  // from PostgreSQL.
  await redis.connect().catch((error: Error) => log.warn('redis not reachable', { reason: error.message }))
  return redis
}

async function look(
  redis: Redis,
  queries: readonly WindowQuery[],
  keyOf: (query: WindowQuery) => string,
): Promise<(Neighbour[] | undefined)[]> {
  const pipeline = redis.pipeline()
  for (const query of queries) {
    const lifeMs = 2 * query.spanMs + IDLE_MS
    pipeline.eval(
      ADD_AND_LOOK,
      1,
      keyOf(query),
      query.timeMs,
      memberOf(query),
      query.spanMs,
      query.need,
      lifeMs,
      MAX_HITS,
    )
  }
  const replies = (await pipeline.exec()) ?? []
  return queries.map((query, index) => {
    const [error, reply] = replies[index] ?? [new Error('no reply')]
    if (error) throw error
    return reply === null ? undefined : readNeighbours(reply as string[], query)
  })
}

async function fill(
  redis: Redis,
  queries: readonly WindowQuery[],
  keyOf: (query: WindowQuery) => string,
  load: LoadWindow,
): Promise<void> {
  const windows = new Map<string, WindowQuery>()
  for (const query of queries) {
    const known = windows.get(keyOf(query))
    if (known === undefined || query.timeMs < known.timeMs) windows.set(keyOf(query), query)
  }
  const pipeline = redis.pipeline()
  for (const [key, query] of windows) {
    const fromMs = query.timeMs - 2 * query.spanMs
    const hits = await load(query, fromMs, MAX_HITS / 2)
    const complete = hits.length < MAX_HITS / 2 ? fromMs : (hits.at(-1)?.timeMs ?? 0) + 1
    pipeline.del(key)
    pipeline.zadd(key, complete, 'floor', ...hits.flatMap((hit) => [hit.timeMs, memberOf(hit)]))
    pipeline.pexpire(key, 2 * query.spanMs + IDLE_MS)
  }
  for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error
}

function memberOf({ uid, value }: { uid: string; value?: string }): string {
  return value === undefined ? uid : `${uid}|${value}`
}

function readNeighbours(reply: string[], { uid, timeMs, spanMs }: WindowQuery): Neighbour[] {
  const neighbours: Neighbour[] = []
  for (let index = 0; index < reply.length; index += 2) {
    const member = reply[index] ?? ''
    const memberMs = Number(reply[index + 1])
    const [memberUid = '', ...value] = member.split('|')
    if (member === 'floor' || memberUid === uid || Math.abs(memberMs - timeMs) > spanMs) continue
    neighbours.push({ uid: memberUid, timeMs: memberMs, ...(value.length > 0 ? { value: value.join('|') } : {}) })
  }
  return neighbours
}
