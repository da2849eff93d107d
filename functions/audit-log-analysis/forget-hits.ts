import type { Ruleset } from '../../shared/detect/index.ts'
import type { Clock } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { readClock } from '../../shared/store/event-clock.ts'
import { trimHits } from '../../shared/store/waiting-hits.ts'

const AT_ONCE = 10_000
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 10 * 60_000
/** For how long hits of a rule are kept that is not in force: it may come back. */
const GONE_MS = 31 * 86_400_000

/** Every few minutes: forgets hits that no window of the rules in force reaches any more. */
export function forgetting(ports: { sql: Sql; clock: Clock; ruleset: () => Promise<Ruleset> }): () => Promise<void> {
  let nextMs = ports.clock() + FIRST_AFTER_MS
  return async () => {
    if (ports.clock() < nextMs) return
    nextMs = ports.clock() + EVERY_MS
    const clockMs = await readClock(ports.sql)
    if (clockMs === undefined) return
    const { correlations } = await ports.ruleset()
    const rules = [...correlations].map(([id, { keepMs }]) => ({ id, keepMs }))
    let gone = AT_ONCE
    while (gone === AT_ONCE) gone = await trimHits(ports.sql, clockMs, rules, GONE_MS, AT_ONCE)
  }
}
