import * as z from 'zod/mini'
import {
  brokerSettings,
  canarySettings,
  common,
  databaseUrl,
  duration,
  durationOrOff,
  folderList,
  redisUrl,
  wholeNumber,
} from '../../shared/config/settings.ts'

export const settings = {
  ...common,
  ...brokerSettings,
  ...canarySettings,
  DATABASE_URL: databaseUrl,
  /** Caches the sliding windows of rules over several events; without it they are read from PostgreSQL. */
  REDIS_URL: z.optional(redisUrl),
  /** Folders of Sigma rules, beside the own pack and the rules in the database. */
  AUDITFLOW_RULES: folderList,
  /** How often is looked whether rules have changed. */
  AUDITFLOW_RULES_RELOAD_SECONDS: wholeNumber({ min: 0, max: 3600, default: 5 }),
  /** A YAML file with the values of placeholders. */
  AUDITFLOW_PLACEHOLDERS: z.optional(z.string()),
  /** How late an event may come and still count towards rules over several events. */
  AUDITFLOW_LATENESS: duration({ min: '1s', max: '366d', default: '1d' }),
  /** How long rules wait that must have seen everything; an event that comes later does not count towards them. */
  AUDITFLOW_WAIT: duration({ min: '1s', max: '31d', default: '10m' }),
  /** For how long after it was resolved a match re-opens an alert, unless its rule says otherwise. */
  AUDITFLOW_REOPEN: durationOrOff({ min: '1s', max: '366d', default: '7d' }),
  /** After how long without a match an alert is resolved by itself, unless its rule says otherwise. */
  AUDITFLOW_QUIET: durationOrOff({ min: '1m', max: '366d', default: 'off' }),
  /** A YAML file of what is expected to report. */
  AUDITFLOW_EXPECTED: z.optional(z.string()),
  /** A YAML file with the coordinates of countries and cities. */
  AUDITFLOW_PLACES: z.optional(z.string()),
}
