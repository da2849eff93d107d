import type { Reader } from '../read-only.ts'

/**
 * The status as people see it: `resolution` tells a false positive from what is resolved. An alert that a program of before
 * resolutions has resolved has none.
 */
export const statusColumn = (sql: Reader) => sql`
  case when status = 'resolved' and resolution = 'false_positive' then resolution else status end`

/** Milliseconds since 1970 UTC as what PostgreSQL reads as a timestamptz. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
