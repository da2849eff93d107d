import type { Sql } from '../connect.ts'

/** Milliseconds since 1970 UTC; null: none is. */
export type NextDue = {
  /** When the next group is to be looked at. */
  look: number | null
  /** When the next notice is to be sent. */
  send: number | null
}

/** When there is something to do next. */
export async function nextDue(sql: Sql): Promise<NextDue> {
  const [row] = await sql<NextDue[]>`
    select
      (select extract(epoch from min(due_at)) * 1000 from notice_groups where due_at is not null)::float8 as look,
      (select extract(epoch from min(next_try_at)) * 1000 from notices where status = 'pending')::float8 as send`
  return row ?? { look: null, send: null }
}
