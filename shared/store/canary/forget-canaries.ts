import type { Sql } from '../connect.ts'

/** So that nobody waits for canaries that are not sent any more. */
export async function forgetCanaries(sql: Sql): Promise<void> {
  await sql`delete from canaries`
}
