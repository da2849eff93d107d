import { CANARY_SOURCE } from '../events/canary.ts'
import type { Range } from './overview.ts'
import type { Reader } from './read-only.ts'

export type Top = { value: string; events: number; failures: number }

const SHOWN = 6

/** The most frequent actors, actions and source addresses of a range. */
export async function readTops(
  sql: Reader,
  range: Range,
): Promise<{ actors: Top[]; actions: Top[]; addresses: Top[] }> {
  const [actors, actions, addresses] = await Promise.all([
    topOf(sql, range, sql`actor`),
    topOf(sql, range, sql`action`),
    topOf(sql, range, sql`host(src_ip)`),
  ])
  return { actors, actions, addresses }
}

async function topOf(sql: Reader, range: Range, value: ReturnType<Reader>): Promise<Top[]> {
  return sql<Top[]>`
    select ${value} as value, count(*)::integer as events,
           count(*) filter (where outcome = 'Failure')::integer as failures
    from audit_events
    where time >= ${range.from}::text::timestamptz and time <= ${range.now}::text::timestamptz
      and ${value} is not null and source <> ${CANARY_SOURCE}
    group by 1
    order by events desc, value
    limit ${SHOWN}
  `
}
