import * as z from 'zod/mini'
import { canarySettings, common, databaseUrl, linkSecret, readingSettings } from '../../shared/config/settings.ts'

export const settings = {
  ...common,
  ...canarySettings,
  ...readingSettings,
  DATABASE_URL: databaseUrl,
  /** Asked for as password or bearer token; without it the dashboard is open and says so. */
  AUDITFLOW_DASHBOARD_TOKEN: z.optional(z.string()),
  /** That of the notification service: opens the links in its messages. */
  AUDITFLOW_LINK_SECRET: z.optional(linkSecret),
}
