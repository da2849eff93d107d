import * as z from 'zod/mini'
import { MAX_NOTICE_ALERTS } from '../../notice.ts'
import { httpConfig, targetOf } from '../http-config.ts'
import type { Kind } from '../kind.ts'
import { secretFields } from '../reading.ts'
import type { SecretUrl } from '../secret-url.ts'
import type { Secret } from '../types.ts'

export type WebhookSettings = { url: SecretUrl; authorization: Secret | undefined; maxAlerts: number }

/** Alertmanager's own webhook, payload version 4. */
export const webhookKind: Kind<WebhookSettings> = {
  sendResolved: true,
  rateLimit: null,
  fields: { ...secretFields('url'), http_config: httpConfig, max_alerts: z.optional(z.int().check(z.gte(0))) },
  unsupported: ['timeout', 'payload'],
  read: (entry, reading) => ({
    ...targetOf(entry, reading),
    // Alertmanager's 0 means all.
    maxAlerts: (entry['max_alerts'] as number | undefined) || MAX_NOTICE_ALERTS,
  }),
}
