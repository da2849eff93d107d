import type { Kind } from '../kind.ts'

export type ConsoleSettings = Record<string, never>

/** Lines in the service's own log. It takes no settings. */
export const consoleKind: Kind<ConsoleSettings> = {
  sendResolved: true,
  rateLimit: null,
  fields: {},
  unsupported: [],
  read: () => ({}),
}
