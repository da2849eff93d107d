import type { Sql } from '../connect.ts'

/** A look at a group that failed is made again later, so that the others come to theirs. @param dueMs milliseconds since 1970 UTC */
export async function putOffGroup(sql: Sql, groupId: string, dueMs: number): Promise<void> {
  await sql`
    update notice_groups set due_at = ${new Date(dueMs).toISOString()}::text::timestamptz where id = ${groupId}`
}
