import * as z from 'zod/mini'
import { brokerSettings, common, databaseUrl, redisUrl } from '../../shared/config/settings.ts'

export const settings = {
  ...common,
  ...brokerSettings,
  DATABASE_URL: databaseUrl,
  /** Caches the sliding windows of rules over several events; without it they are read from PostgreSQL. */
  REDIS_URL: z.optional(redisUrl),
}
