import * as z from 'zod/mini'
import { brokerSettings, common, databaseUrl, folderList, redisUrl, wholeNumber } from '../../shared/config/settings.ts'

export const settings = {
  ...common,
  ...brokerSettings,
  DATABASE_URL: databaseUrl,
  /** Caches the sliding windows of rules over several events; without it they are read from PostgreSQL. */
  REDIS_URL: z.optional(redisUrl),
  /** Folders of Sigma rules, beside the own pack and the rules in the database. */
  AUDITFLOW_RULES: folderList,
  /** How often is looked whether rules have changed. */
  AUDITFLOW_RULES_RELOAD_SECONDS: wholeNumber({ min: 0, max: 3600, default: 5 }),
  /** A YAML file with the values of placeholders. */
  AUDITFLOW_PLACEHOLDERS: z.optional(z.string()),
  /** A YAML file with the coordinates of countries and cities. */
  AUDITFLOW_PLACES: z.optional(z.string()),
}
