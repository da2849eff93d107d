import { createHash } from 'node:crypto'
import type { Look, Moment, NewHit, Series, Stretch } from '../detect/index.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../events/audit-event.ts'
import type { Transaction } from './connect.ts'
import { jsonText } from './json-text.ts'

/** Few enough locks that a large commit can't fill PostgreSQL's lock table, enough that keys rarely meet. */
const LOCKS = 256
const LOCK_SPACE = 720_311

/** Writes the hits, once they have the windows of their groups for themselves until the transaction ends. */
export async function recordHits(tx: Transaction, hits: readonly NewHit[]): Promise<void> {
  const locks = [...new Set(hits.map((hit) => lockOf(hit)))].sort((a, b) => a - b)
  await tx`
    select pg_advisory_xact_lock(${LOCK_SPACE}, number)
    from (select value::int as number from jsonb_array_elements_text(${JSON.stringify(locks)}::text::jsonb) order by 1) as locks`
  const rows = hits.map(({ moment, due, ...series }) => ({
    rule_id: series.ruleId,
    key_hash: keyHash(series),
    time: isoTime(moment.timeMs),
    uid: moment.uid,
    value: moment.value,
    ...(due !== undefined && { due: isoTime(due.dueMs), due_key: series.key, via: due.via }),
  }))
  await tx`
    insert into rule_hits (rule_id, key_hash, time, uid, value, due, due_key, via)
    select rule_id, key_hash, time, uid, value, due, due_key, via
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as row (
      rule_id text, key_hash uuid, "time" timestamptz, uid uuid, value text, due timestamptz, due_key text, via text)
    on conflict do nothing`
}

/** The nearest hits of the same series, in order of (time, uid), to both sides of each moment; its own where it is asked for. */
export async function findNeighbours(tx: Transaction, looks: readonly Look[]): Promise<Moment[][]> {
  const rows = looks.map((look, index) => ({
    n: index,
    rule_id: look.ruleId,
    key_hash: keyHash(look),
    time: isoTime(look.timeMs),
    uid: look.uid,
    from: isoTime(look.timeMs - look.beforeMs),
    to: isoTime(look.timeMs + look.afterMs),
    need: look.need,
    own: look.own ?? false,
  }))
  const found = await tx<({ n: number } & Row)[]>`
    select q.n, near.uid, (extract(epoch from near.time) * 1000)::bigint as time_ms, near.value
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as q (
      n int, rule_id text, key_hash uuid, "time" timestamptz, uid uuid, "from" timestamptz, "to" timestamptz, need int, own boolean
    ), lateral (
      (select h.uid, h.time, h.value from rule_hits h
        where h.rule_id = q.rule_id and h.key_hash = q.key_hash
          and (h.time, h.uid) < (q.time, q.uid) and h.time >= q.from
        order by h.time desc, h.uid desc limit q.need)
      union all
      (select h.uid, h.time, h.value from rule_hits h
        where h.rule_id = q.rule_id and h.key_hash = q.key_hash
          and (h.time, h.uid) > (q.time, q.uid) and h.time <= q.to
        order by h.time, h.uid limit q.need)
      union all
      (select h.uid, h.time, h.value from rule_hits h
        where q.own and h.rule_id = q.rule_id and h.key_hash = q.key_hash and h.time = q.time and h.uid = q.uid)
    ) as near`
  const neighbours: Moment[][] = looks.map(() => [])
  for (const { n, ...row } of found) neighbours[n]?.push(toMoment(row))
  return neighbours
}

/** The latest hits of each stretch of a series, in order of time. */
export async function readStretches(tx: Transaction, stretches: readonly Stretch[]): Promise<Moment[][]> {
  const rows = stretches.map((stretch, index) => ({
    n: index,
    rule_id: stretch.ruleId,
    key_hash: keyHash(stretch),
    from: isoTime(stretch.fromMs),
    to: isoTime(stretch.toMs),
    most: stretch.limit,
  }))
  const found = await tx<({ n: number } & Row)[]>`
    select q.n, hit.uid, (extract(epoch from hit.time) * 1000)::bigint as time_ms, hit.value
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as q (
      n int, rule_id text, key_hash uuid, "from" timestamptz, "to" timestamptz, most int
    ), lateral (
      select h.uid, h.time, h.value from rule_hits h
      where h.rule_id = q.rule_id and h.key_hash = q.key_hash and h.time >= q.from and h.time <= q.to
      order by h.time desc, h.uid desc limit q.most
    ) as hit
    order by q.n, hit.time, hit.uid`
  const moments: Moment[][] = stretches.map(() => [])
  for (const { n, ...row } of found) moments[n]?.push(toMoment(row))
  return moments
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

type Row = { uid: string; time_ms: string; value: string | null }

function toMoment({ uid, time_ms, value }: Row): Moment {
  return { uid, timeMs: Number(time_ms), ...(value === null ? {} : { value }) }
}

/** PostgreSQL knows no year 0, and no event is that old, nor later than the last it knows. */
export function isoTime(timeMs: number): string {
  return new Date(Math.min(Math.max(timeMs, EARLIEST_TIME_MS), LATEST_TIME_MS)).toISOString()
}

/** The first 128 bits of SHA-256 of a series' key and part, as the uuid that `rule_hits.key_hash` holds. */
export function keyHash({ key, part }: Pick<Series, 'key' | 'part'>): string {
  const hash = createHash('sha256').update(key)
  const hex = (part === '' ? hash : hash.update('\n').update(part)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

/** All series of a group have one lock: a hit of one is looked for from the others. */
function lockOf({ ruleId, key }: Series): number {
  return createHash('sha256').update(ruleId).update('\0').update(key).digest().readUInt32BE(0) % LOCKS
}
