import type { Sql } from '../connect.ts'

/**
 * Switches a channel on again by hand, and forgets its failures, so that the next notice is tried at once.
 * @returns false when nothing is known of such a channel
 */
export async function switchOn(sql: Sql, name: string): Promise<boolean> {
  const changed = await sql`
    update channels set off_at = null, off_reason = null, failures = 0, open_until = null where name = ${name}`
  return changed.count > 0
}
