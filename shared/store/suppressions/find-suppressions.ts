import { entityOf } from '../../detect/entity-selection.ts'
import { type Cursor, type Page, toPage } from '../cursor.ts'
import type { Reader } from '../read-only.ts'

export const SUPPRESSION_STATES = ['active', 'expired', 'ended'] as const
export type SuppressionState = (typeof SUPPRESSION_STATES)[number]

/** Any exception from a rule that the database holds. Times are ISO 8601 in UTC with microseconds. */
export type Suppression = {
  id: string
  rule_id: string
  /** The rule's latest title; null for one that was never loaded. */
  rule_title: string | null
  /** `field=value`; null for an exception that is about more than one value. */
  entity: string | null
  /** The Sigma selection. */
  when: unknown
  reason: string
  created_by: string
  created_at: string
  /** Events from then on are seen again; null: never. */
  expires_at: string | null
  ended_by: string | null
  ended_at: string | null
  state: SuppressionState
}

export type SuppressionFilter = { state?: SuppressionState; ruleId?: string; after?: Cursor; limit: number }

/**
 * Suppressions, the newest first.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function findSuppressions(
  sql: Reader,
  filter: SuppressionFilter,
  nowMs: number,
): Promise<Page<Suppression>> {
  const { state, ruleId, after, limit } = filter
  const rows = await sql<Suppression[]>`
    with named as (${named(sql, nowMs)})
    select * from named
    where true
      ${state === undefined ? sql`` : sql`and state = ${state}`}
      ${ruleId === undefined ? sql`` : sql`and rule_id = ${ruleId}`}
      ${after === undefined ? sql`` : sql`and (sort_at, id) < (${after.time}::text::timestamptz, ${after.id}::uuid)`}
    order by sort_at desc, id desc
    limit ${limit + 1}`
  return toPage(rows.map(withEntity), limit, (row) => ({ time: row.created_at, id: row.id }))
}

/**
 * @param id a UUID
 * @param nowMs milliseconds since 1970 UTC
 */
export async function readSuppression(sql: Reader, id: string, nowMs: number): Promise<Suppression | undefined> {
  const [row] = await sql<Suppression[]>`with named as (${named(sql, nowMs)}) select * from named where id = ${id}`
  return row && withEntity(row)
}

function named(sql: Reader, nowMs: number) {
  const now = new Date(nowMs).toISOString()
  return sql`
    select id, rule_id, when_ as "when", reason, created_by, removed_by as ended_by, created_at as sort_at, (
        select title from rule_versions where rule_versions.rule_id = rule_exceptions.rule_id
        order by first_seen_at desc limit 1
      ) as rule_title,
      to_json(created_at) #>> '{}' as created_at, to_json(expires_at) #>> '{}' as expires_at,
      to_json(removed_at) #>> '{}' as ended_at,
      case when removed_at is not null then 'ended'
           when expires_at <= ${now}::text::timestamptz then 'expired'
           else 'active' end as state
    from rule_exceptions`
}

function withEntity({ sort_at: _, ...row }: Suppression & { sort_at?: unknown }): Suppression {
  return { ...row, entity: entityOf(row.when) ?? null }
}
