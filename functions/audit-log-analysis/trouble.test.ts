import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { type WindowCache, windowCache } from '../../shared/cache/window-cache.ts'
import { ALERT_TRIGGERED } from '../../shared/events/catalogue.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { connect, type Transaction } from '../../shared/store/connect.ts'
import { databaseWindows } from '../../shared/store/database-windows.ts'
import { publishLeftovers } from '../../shared/store/outbox.ts'
import { createPartitions } from '../../shared/store/partitions.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { createTestRedis } from '../../test/helpers/redis.ts'
import { createTcpProxy } from '../../test/helpers/tcp-proxy.ts'
import { takeDeadLetters } from './dead-letters.ts'
import { analysis } from './handle.ts'
import { brokerAway, eventOf, MANY, portsFor, T } from './testing/bench.ts'
import { cachedWindows } from './windows.ts'

let database: TestDatabase
let user: string
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => {
  user = `user-${randomUUID()}`
})
afterAll(() => database.drop())

const single = () => eventOf({ user, timeMs: T, raw: { single: 'yes' } })
const counting = (timeMs: number) => eventOf({ user, timeMs, raw: { counts: 'yes' } })
const alerts = () => database.sql`select rule_id, event_count from alerts where key like ${`%${user}%`}`
const epoch = async () => Number((await database.sql`select epoch from window_epoch`)[0]?.['epoch'])

describe('PostgreSQL away', () => {
  it('is Unavailable, for every kind of delivery', async () => {
    const sql = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    const ports = portsFor(sql)
    await expect(analysis(ports)([single()])).rejects.toThrow(Unavailable)
    await expect(takeDeadLetters(ports)([single()])).rejects.toThrow(Unavailable)
    await sql.end()
  })

  it('in the middle of a commit is Unavailable, and the delivery that comes again makes it whole', async () => {
    const proxy = await createTcpProxy(5432)
    const sql = connect(database.url.replace(':5432', `:${proxy.port}`))
    const windows = (tx: Transaction) => ({
      ...databaseWindows(tx),
      add: async () => {
        proxy.cut()
        return []
      },
    })
    const event = eventOf({ user, timeMs: T, raw: { single: 'yes', counts: 'yes' } })
    await expect(analysis(portsFor(sql, { windows }))([event])).rejects.toThrow(Unavailable)
    expect(await alerts()).toEqual([])
    expect(await analysis(portsFor(sql))([event])).toEqual({ rejected: [] })
    expect(await alerts()).toEqual([{ rule_id: 'single', event_count: 1 }])
    await sql.end({ timeout: 1 })
    proxy.close()
  })
})

describe('the broker away', () => {
  it('is Unavailable; redelivery doubles nothing, and what was left is published once', async () => {
    const ports = portsFor(database.sql)
    const handle = analysis(ports)
    const event = single()
    ports.publisher.fault = brokerAway
    await expect(handle([event])).rejects.toThrow(Unavailable)
    ports.publisher.fault = undefined
    expect(await handle([event])).toEqual({ rejected: [] })
    expect(await alerts()).toEqual([{ rule_id: 'single', event_count: 1 }])
    expect(ports.publisher.published).toEqual([])
    await database.sql`update outbox set created_at = created_at - interval '1 minute'`
    expect(await publishLeftovers(database.sql, (events) => ports.publisher.publish(events))).toBe(2)
    expect(ports.publisher.published.filter(({ type }) => type === ALERT_TRIGGERED)).toHaveLength(1)
    expect(await publishLeftovers(database.sql, (events) => ports.publisher.publish(events))).toBe(0)
  })
})

describe('Redis away', () => {
  it('makes windows come from PostgreSQL, and what Redis held before is not believed afterwards', async () => {
    const proxy = await createTcpProxy(6379)
    const redis = createTestRedis()
    const cache = windowCache(redis.url.replace(':6379', `:${proxy.port}`), keepingLog())
    const log = keepingLog()
    const handle = analysis(portsFor(database.sql, { windows: (tx) => cachedWindows(tx, cache, log) }))
    await handle([counting(T)])
    expect(log.lines).toEqual([])
    const before = await epoch()
    proxy.open = false
    proxy.cut()
    const started = performance.now()
    for (let index = 1; index < MANY - 1; index++) await handle([counting(T + index)])
    expect(performance.now() - started).toBeLessThan(3_000)
    expect(log.lines).toHaveLength(MANY - 2)
    expect(await epoch()).toBe(before + MANY - 2)
    expect(await alerts()).toEqual([])
    proxy.open = true
    while (log.lines.length > 0) {
      log.lines.length = 0
      await new Promise((resolve) => setTimeout(resolve, 100))
      await handle([eventOf({ user: `other-${user}`, timeMs: T, raw: { counts: 'yes' } })])
    }
    await handle([counting(T + MANY)])
    expect(log.lines).toEqual([])
    expect((await alerts()).filter(({ event_count }) => event_count === MANY)).toHaveLength(1)
    await cache.close()
    proxy.close()
    await redis.flush()
  })

  it('does not hide a fault of the database that loads a window', async () => {
    const cache: WindowCache = {
      neighbours: async (_, queries, load) => await load([{ ...queries[0]!, fromMs: T, toMs: T, limit: -1 }]),
      close: async () => undefined,
    }
    const log = keepingLog()
    const handle = analysis(portsFor(database.sql, { windows: (tx) => cachedWindows(tx, cache, log) }))
    const { rejected } = await handle([counting(T)])
    expect(rejected[0]?.reason).toBe("can't be stored: LIMIT must not be negative")
    expect(log.lines).toEqual([])
  })

  it('takes events at the ends of time through Redis too', async () => {
    const redis = createTestRedis()
    const cache = windowCache(redis.url, keepingLog())
    const handle = analysis(portsFor(database.sql, { windows: (tx) => cachedWindows(tx, cache, keepingLog()) }))
    const times = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]
    expect(await handle(times.map(counting))).toEqual({ rejected: [] })
    await cache.close()
    await redis.flush()
  })
})

describe('a partition that can not be made', () => {
  it('because of a fault that passes is Unavailable', async () => {
    const ensurePartitions = async () => {
      throw Object.assign(new Error('lock timeout'), { code: '55P03' })
    }
    const handle = analysis(portsFor(database.sql, { ensurePartitions }))
    await expect(handle([single()])).rejects.toThrow(Unavailable)
    expect(
      await analysis(portsFor(database.sql, { ensurePartitions: createPartitions(database.sql) }))([single()]),
    ).toEqual({
      rejected: [],
    })
  })
})
