import type { Sql } from '../connect.ts'

/** When the next group is to be looked at, milliseconds since 1970 UTC; null: none is. */
export async function nextDue(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ due: number | null }[]>`
    select (extract(epoch from min(due_at)) * 1000)::float8 as due from notice_groups where due_at is not null`
  return row?.due ?? null
}
