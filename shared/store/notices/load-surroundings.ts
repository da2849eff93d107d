import type { Labels } from '../../notify/labels.ts'
import type { InhibitRule, Surroundings } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'
import { activeSilences } from '../silences/active-silences.ts'
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
