import type { LogSource } from '../../events/audit-event.ts'

/** The log sources that the adapters give by themselves. With `/sources/json` the sender names any other. */
export const LOG_SOURCES: readonly LogSource[] = [
  { product: 'aws', service: 'cloudtrail' },
  { product: 'github', service: 'audit' },
  { product: 'github', service: 'webhook' },
  { product: 'kubernetes', service: 'audit', category: 'application' },
  { product: 'json' },
]
