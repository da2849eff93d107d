import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { until } from '../../test/helpers/until.ts'
import { type CacheQuery, windowCache } from './window-cache.ts'

const T = Date.UTC(2026, 10, 25)
const KEYS = 100_000
const AT_ONCE = 500
/** Of so many groups a further hit is measured. */
const MORE = 10_000
const MOST_BYTES = 200_000_000
/** The greatest of the lives that windows are given: an hour and ten minutes. */
const LONGEST_LIFE_MS = 70 * 60_000

describe.skipIf(spawnSync('redis-server', ['--version']).status !== 0)('a Redis of its own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'auditflow-redis-'))
  let server: ChildProcess
  let redis: Redis
  let url: string
  beforeAll(async () => {
    const port = await freePort()
    url = `redis://127.0.0.1:${port}`
    server = spawn('redis-server', ['--port', String(port), '--dir', folder, '--save', ''], { stdio: 'ignore' })
    redis = new Redis(url, { maxRetriesPerRequest: null })
    redis.on('error', () => undefined)
    await until('the server', () => redis.ping().then(() => true))
  })
  afterAll(() => {
    redis.disconnect()
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  })

  const used = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
  const queries = (from: number, hit: number): CacheQuery[] =>
    Array.from({ length: AT_ONCE }, (_, i) => {
      const uid = `00000000-0000-4000-${String(hit).padStart(4, '0')}-${String(from + i).padStart(12, '0')}`
      const moment = { uid, timeMs: T + hit, value: `192.0.2.${i % 250}` }
      const look = { beforeMs: 86_400_000, afterMs: 86_400_000, need: 10, immediate: true }
      return { ruleId: 'rule', key: `user=user-${from + i}`, part: '', ...look, ...moment, added: moment }
    })

  it('holds the windows of 100,000 groups in less than 200 MB, and lets each of them go in time', async () => {
    const cache = windowCache(url, keepingLog())
    const before = await used()
    const add = async (hit: number, groups: number) => {
      for (let from = 0; from < groups; from += AT_ONCE)
        await until('the cache', () => cache.neighbours('1', queries(from, hit), async () => []).then(Boolean, isBusy))
    }
    await add(0, KEYS)
    const first = (await used()) - before
    expect(await redis.dbsize()).toBe(KEYS)
    expect(first).toBeLessThan(MOST_BYTES)
    await add(1, MORE)
    const further = (await used()) - before - first
    expect(further).toBeLessThan((MOST_BYTES * MORE) / KEYS)
    // Shown by a verbose run.
    process.stdout.write(`${Math.round(first / KEYS)} bytes a group, ${Math.round(further / MORE)} a further hit\n`)
    const keys = await redis.keys('*')
    const pipeline = redis.pipeline()
    for (const key of keys) pipeline.pttl(key)
    const lives = ((await pipeline.exec()) ?? []).map(([, life]) => Number(life))
    expect(lives).toHaveLength(KEYS)
    expect(lives.filter((life) => !(life > 0 && life <= LONGEST_LIFE_MS))).toEqual([])
    await cache.close()
  }, 60_000)
})

/** A machine with much to do may let a command time out; it is asked again. */
function isBusy(error: Error): false {
  if (error.message === 'Command timed out') return false
  throw error
}
