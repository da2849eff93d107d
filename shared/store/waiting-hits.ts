import type { Due } from '../detect/index.ts'
import type { Transaction } from './connect.ts'
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

/** Forgets hits that no window reaches any more, not even that of the earliest hit that still waits. */
export async function trimHits(
  tx: Transaction,
  clockMs: number,
  rules: readonly { id: string; keepMs: number }[],
  limit: number,
): Promise<number> {
  const [waiting] = await tx<{ due_ms: string | null }[]>`
    select (extract(epoch from min(due)) * 1000)::bigint as due_ms from rule_hits where due is not null`
  const nowMs = Math.min(clockMs, Number(waiting?.due_ms ?? clockMs))
  const rows = rules.map(({ id, keepMs }) => ({ id, before: isoTime(nowMs - keepMs) }))
  const gone = await tx`
    delete from rule_hits where ctid in (
      select h.ctid
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as rule (id text, before timestamptz)
        join rule_hits h on h.rule_id = rule.id and h.time < rule.before
      where h.due is null
      limit ${limit})`
  return gone.count
}
