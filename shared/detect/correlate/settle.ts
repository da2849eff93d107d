import type { Ruleset } from '../compile-ruleset.ts'
import type { Hit } from '../judge.ts'
import { countHits } from './count.ts'
import { type Finding, Findings } from './findings.ts'
import type { Counted } from './group.ts'
import type { Due, WindowStore } from './window-store.ts'

/**
 * Judges what has waited and is due.
 * @param clockMs the clock of events: nothing older than the lateness below it counts any more
 * @returns the findings, and how many judgements there were; as many as `limit` means that there may be more
 */
export async function settle(
  ruleset: Ruleset,
  store: WindowStore,
  clockMs: number,
  limit: number,
): Promise<{ findings: Finding[]; judged: number }> {
  const findings = new Findings()
  const dues = await store.takeDue(clockMs, limit)
  const waited = dues.flatMap((due) => countedOf(ruleset, due))
  const untilMs = dues.length < limit ? clockMs : dues.at(-1)!.dueMs
  if (waited.length > 0) await countHits(ruleset, { hits: [], waited, untilMs }, new Map(), store, findings)
  return { findings: findings.list(), judged: dues.length }
}

/** The hit that waited; none when its rule is not in force any more. */
function countedOf(ruleset: Ruleset, { ruleId, key, via, moment }: Due): Counted[] {
  const to = ruleset.correlations.get(ruleId)
  const index = to?.correlation.rules.indexOf(via) ?? -1
  if (to === undefined || to.immediate || index < 0) return []
  const { uid, timeMs, value } = moment
  const parts = to.kind.parts(to.correlation, index, value)
  const hit: Hit = { to, via, index, key, parts, because: [], ...(value !== undefined && { value }) }
  return [{ uid, timeMs, hit }]
}
