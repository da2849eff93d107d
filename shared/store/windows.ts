import { createHash } from 'node:crypto'
import { EARLIEST_TIME_MS } from '../events/audit-event.ts'
import type { Neighbour, WindowHit, WindowQuery, Windows } from '../ports/windows.ts'
import type { Transaction } from './connect.ts'
import { jsonText } from './json-text.ts'

/** Few enough locks that a large commit can't fill PostgreSQL's lock table, enough that keys rarely meet. */
const LOCKS = 256
const LOCK_SPACE = 720_311

/** Windows read from PostgreSQL alone: what Redis only caches. */
export function databaseWindows(): Windows<Transaction> {
  return {
    async add(tx, hits) {
      await recordHits(tx, hits)
      await bumpEpoch(tx)
      return findNeighbours(tx, hits)
    },
  }
}

/** Writes the hits, once they have the windows of their keys for themselves until the transaction ends. */
export async function recordHits(tx: Transaction, hits: readonly WindowHit[]): Promise<void> {
  const locks = [...new Set(hits.map((hit) => lockOf(hit)))].sort((a, b) => a - b)
  await tx`
    select pg_advisory_xact_lock(${LOCK_SPACE}, number)
    from (select value::int as number from jsonb_array_elements_text(${JSON.stringify(locks)}::text::jsonb) order by 1) as locks`
  const rows = hits.map((hit) => ({
    rule_id: hit.ruleId,
    key_hash: keyHash(hit.key),
    time: new Date(hit.timeMs).toISOString(),
    uid: hit.uid,
    value: hit.value,
  }))
  await tx`
    insert into rule_hits (rule_id, key_hash, time, uid, value)
    select rule_id, key_hash, time, uid, value from jsonb_to_recordset(${jsonText(rows)}::text::jsonb)
      as row (rule_id text, key_hash uuid, "time" timestamptz, uid uuid, value text)
    on conflict do nothing`
}

/** The nearest hits of the same rule and key, in order of (time, uid), to both sides of each hit. */
export async function findNeighbours(tx: Transaction, queries: readonly WindowQuery[]): Promise<Neighbour[][]> {
  const rows = queries.map((query, index) => ({
    n: index,
    rule_id: query.ruleId,
    key_hash: keyHash(query.key),
    time: new Date(query.timeMs).toISOString(),
    uid: query.uid,
    span: `${query.spanMs} milliseconds`,
    need: query.need,
  }))
  const found = await tx<{ n: number; uid: string; time_ms: string; value: string | null }[]>`
    select q.n, near.uid, (extract(epoch from near.time) * 1000)::bigint as time_ms, near.value
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as q (
      n int, rule_id text, key_hash uuid, "time" timestamptz, uid uuid, span interval, need int
    ), lateral (
      (select h.uid, h.time, h.value from rule_hits h
        where h.rule_id = q.rule_id and h.key_hash = q.key_hash
          and (h.time, h.uid) < (q.time, q.uid) and h.time >= q.time - q.span
        order by h.time desc, h.uid desc limit q.need)
      union all
      (select h.uid, h.time, h.value from rule_hits h
        where h.rule_id = q.rule_id and h.key_hash = q.key_hash
          and (h.time, h.uid) > (q.time, q.uid) and h.time <= q.time + q.span
        order by h.time, h.uid limit q.need)
    ) as near`
  const neighbours: Neighbour[][] = queries.map(() => [])
  for (const { n, uid, time_ms, value } of found)
    neighbours[n]?.push({ uid, timeMs: Number(time_ms), ...(value === null ? {} : { value }) })
  return neighbours
}

/** The hits of one window key from a time on, newest first, to fill a cache with. */
export async function loadHits(
  tx: Transaction,
  ruleId: string,
  key: string,
  fromMs: number,
  limit: number,
): Promise<Neighbour[]> {
  // PostgreSQL knows no year 0, and no event is that old.
  const from = new Date(Math.max(fromMs, EARLIEST_TIME_MS)).toISOString()
  const rows = await tx<{ uid: string; time_ms: string; value: string | null }[]>`
    select uid, (extract(epoch from time) * 1000)::bigint as time_ms, value from rule_hits
    where rule_id = ${ruleId} and key_hash = ${keyHash(key)} and time >= ${from}
    order by time desc, uid desc limit ${limit}`
  return rows.map(({ uid, time_ms, value }) => ({
    uid,
    timeMs: Number(time_ms),
    ...(value === null ? {} : { value }),
  }))
}

/** The epoch that cached windows must carry to be believed; read it after `recordHits`, under its locks. */
export async function readEpoch(tx: Transaction): Promise<string> {
  const [row] = await tx<{ epoch: string }[]>`select epoch from window_epoch`
  return String(row?.epoch ?? 0)
}

/** Says that this commit leaves caches behind: whatever was cached before it is not believed any more. */
export async function bumpEpoch(tx: Transaction): Promise<void> {
  await tx`update window_epoch set epoch = epoch + 1`
}

/** The first 128 bits of SHA-256 of a window's key, as the uuid that `rule_hits.key_hash` holds. */
export function keyHash(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

function lockOf({ ruleId, key }: WindowHit): number {
  return createHash('sha256').update(ruleId).update('\0').update(key).digest().readUInt32BE(0) % LOCKS
}
