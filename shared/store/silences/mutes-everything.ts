import { labelsOf } from '../../notify/labels.ts'
import { matchesAll } from '../../notify/routing/matches-all.ts'
import type { Matcher } from '../../notify/routing/types.ts'
import type { Reader } from '../read-only.ts'
import { alertsThatMay } from './alerts-that-may.ts'

/** With fewer unresolved alerts it says nothing that a silence matches them all. */
const FEWEST = 2
/** If this many have nothing among them that a silence leaves, it is taken that it leaves nothing. */
const MOST_LOOKED_AT = 1_000

/** Why a silence is as good as one of everything; undefined when it is not. */
export async function mutesEverything(sql: Reader, matchers: readonly Matcher[]): Promise<string | undefined> {
  if (matchers.length === 0) return 'it has no matcher, so it mutes every alert'
  if (matchesAll(matchers, {}))
    return 'all its matchers also match alerts that lack the label, so it may mute every alert'
  const alerts = await alertsThatMay(sql, [], MOST_LOOKED_AT)
  if (alerts.length < FEWEST || alerts.some((alert) => !matchesAll(matchers, labelsOf(alert)))) return undefined
  return alerts.length < MOST_LOOKED_AT
    ? `it mutes all ${alerts.length} alerts that are unresolved now`
    : `it mutes each of the ${MOST_LOOKED_AT} unresolved alerts that were looked at`
}
