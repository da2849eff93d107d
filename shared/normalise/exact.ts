import type { Json } from '../events/audit-event.ts'

/** The text that a value was parsed from, where the value can't say the same; undefined where it can. */
export function exactText(_value: Json): string | undefined {
  return undefined
}
