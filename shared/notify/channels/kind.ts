import type * as z from 'zod/mini'
import type { Reading } from './reading.ts'
import type { ChannelConfig } from './types.ts'

/** What a kind's entry may hold, what it defaults to, and how its settings are read. */
export type Kind<Settings> = {
  /** Alertmanager's default of `send_resolved`. */
  sendResolved: boolean
  rateLimit: ChannelConfig['rateLimit']
  /** Names and shapes of its fields, beside those every kind has. */
  fields: Readonly<Record<string, z.ZodMiniType>>
  /** Fields of Alertmanager that there are for this kind and that AuditFlow doesn't support. */
  unsupported: readonly string[]
  /** The entry has passed `fields`. Faults go to `reading`. */
  read(entry: Readonly<Record<string, unknown>>, reading: Reading): Settings
}

/** What people read is slowed down before it is ignored. */
export const CHAT_LIMIT = { max: 20, perMs: 60_000 }
