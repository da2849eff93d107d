import type { Due } from '../detect/index.ts'
import type { Sql, Transaction } from './connect.ts'
import { isoTime } from './windows.ts'

const SETTLE_LOCK = 7_203_114_024

/** Whether this transaction is the one that settles; no other does until it ends. */
export async function claimSettling(tx: Transaction): Promise<boolean> {
  const [row] = await tx<{ claimed: boolean }[]>`select pg_try_advisory_xact_lock(${SETTLE_LOCK}) as claimed`
  return row?.claimed === true
}

/** Takes the hits that are due to be judged, earliest first. They are not due any more once the transaction commits. */
export async function takeDue(tx: Transaction, clockMs: number, limit: number): Promise<Due[]> {
  const rows = await tx<
    {
      rule_id: string
      due_key: string
      via: string
      uid: string
      time_ms: string
      due_ms: string
      value: string | null
    }[]
  >`
    with taken as (
      select rule_id, key_hash, time, uid, due, due_key, via, value from rule_hits
      where due <= ${isoTime(clockMs)} order by due limit ${limit} for update skip locked
    ), settled as (
      update rule_hits set due = null, due_key = null, via = null
      from taken
      where rule_hits.rule_id = taken.rule_id and rule_hits.key_hash = taken.key_hash
        and rule_hits.time = taken.time and rule_hits.uid = taken.uid
    )
    select rule_id, due_key, via, uid, (extract(epoch from time) * 1000)::bigint as time_ms,
      (extract(epoch from due) * 1000)::bigint as due_ms, value
    from taken order by due, time, uid`
  return rows.map(({ rule_id, due_key, via, uid, time_ms, due_ms, value }) => ({
    ruleId: rule_id,
    key: due_key,
    via,
    moment: { uid, timeMs: Number(time_ms), ...(value !== null && { value }) },
    dueMs: Number(due_ms),
  }))
}

/**
 * Forgets hits that no window reaches any more, not even that of the earliest hit that still waits, and those of rules
 * that are gone.
 * @param rules for how long the hits of each rule are kept
 * @param otherwiseMs for how long those of any other
 * @returns how many were forgotten, `limit` at most
 */
export async function trimHits(
  sql: Sql,
  clockMs: number,
  rules: readonly { id: string; keepMs: number }[],
  otherwiseMs: number,
  limit: number,
): Promise<number> {
  const [waiting] = await sql<{ due_ms: string | null }[]>`
    select (extract(epoch from min(due)) * 1000)::bigint as due_ms from rule_hits where due is not null`
  const nowMs = Math.min(clockMs, Number(waiting?.due_ms ?? clockMs))
  const rows = rules.map(({ id, keepMs }) => ({ id, before: isoTime(nowMs - keepMs) }))
  const shortest = Math.min(otherwiseMs, ...rules.map(({ keepMs }) => keepMs))
  const gone = await sql`
    delete from rule_hits where ctid = any (array(
      select h.ctid
      from rule_hits h
        left join jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as rule (id text, before timestamptz)
          on rule.id = h.rule_id
      where h.time < ${isoTime(nowMs - shortest)} and h.due is null
        and h.time < coalesce(rule.before, ${isoTime(nowMs - otherwiseMs)})
      limit ${limit}))`
  return gone.count
}
