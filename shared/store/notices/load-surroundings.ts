import type { Labels } from '../../notify/labels.ts'
import type { InhibitRule, Silence, Surroundings } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'
import { loadFiring } from './load-firing.ts'

/**
 * What a look at groups takes from around them.
 * @param now milliseconds since 1970 UTC
 * @returns `omitted`: more alerts may inhibit than were read
 */
export async function loadSurroundings(
  tx: Transaction,
  rules: readonly InhibitRule[],
  now: number,
): Promise<{ surroundings: Surroundings; omitted: boolean }> {
  const silences = await activeSilences(tx, now)
  const firing: Labels[] = []
  let omitted = false
  for (const rule of rules) {
    const found = await loadFiring(tx, rule)
    firing.push(...found.labels)
    omitted ||= found.omitted
  }
  return { surroundings: { now, silences, firing }, omitted }
}

async function activeSilences(tx: Transaction, nowMs: number): Promise<Silence[]> {
  const now = new Date(nowMs).toISOString()
  return await tx<Silence[]>`
    select id, matchers, (extract(epoch from starts_at) * 1000)::float8 as "startsAt",
      (extract(epoch from ends_at) * 1000)::float8 as "endsAt"
    from silences
    where ends_at > ${now}::text::timestamptz and starts_at <= ${now}::text::timestamptz
    order by ends_at, id`
}
