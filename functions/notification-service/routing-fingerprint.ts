import { createHash } from 'node:crypto'
import type { Routing } from '../../shared/notify/routing/types.ts'

/** Differs when anything differs that is decided by or sent to; tells none of it. */
export function routingFingerprint({ root, receivers, inhibitRules, timeIntervals }: Routing): string {
  const channels = [...receivers.values()].map(({ name, channels: configs }) => [
    name,
    configs.map((config) => [config.name, config.fingerprint]),
  ])
  const parts = [root, channels, inhibitRules, [...timeIntervals]]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
