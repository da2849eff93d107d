import type { Sql } from '../connect.ts'
import { storableText } from '../json-text.ts'

/** The routing in force: `sealed` when the file is good, else what is wrong with it, in words without secrets. */
export type RoutingState = { sealed: string } | { fault: string }

/**
 * Keeps a routing for a start with a faulty file, or the fault of one that was refused.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function keepRouting(sql: Sql, state: RoutingState, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString()
  if ('sealed' in state)
    await sql`
      insert into routing (sealed, accepted_at) values (${state.sealed}, ${now}::text::timestamptz)
      on conflict (only_row) do update
      set sealed = excluded.sealed, accepted_at = excluded.accepted_at, fault = null, refused_at = null`
  else
    await sql`
      insert into routing (fault, refused_at) values (${storableText(state.fault)}, ${now}::text::timestamptz)
      on conflict (only_row) do update set fault = excluded.fault, refused_at = excluded.refused_at
        where routing.fault is distinct from excluded.fault`
}
