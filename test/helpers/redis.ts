import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'

export type TestRedis = { url: string; flush: () => Promise<void> }

/** The machine's Redis under a key prefix of its own; `flush` removes the keys of that prefix. */
export function createTestRedis(): TestRedis {
  const prefix = `af_test_${randomBytes(6).toString('hex')}:`
  const server = 'redis://127.0.0.1:6379/0'
  return {
    url: `${server}?keyPrefix=${prefix}`,
    flush: async () => {
      const redis = new Redis(server)
      const keys = await redis.keys(`${prefix}*`)
      if (keys.length > 0) await redis.del(...keys)
      redis.disconnect()
    },
  }
}
