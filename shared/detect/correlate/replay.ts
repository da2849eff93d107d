import type { Ruleset } from '../compile-ruleset.ts'
import { detect } from './detect.ts'
import { type Finding, Findings } from './findings.ts'
import { memoryWindows } from './memory-windows.ts'
import { settle } from './settle.ts'
import type { UidEvent } from './window-store.ts'

const BATCH = 500
const FORGET_EVERY = 20
const SETTLE_LIMIT = 10_000

export type Replay = {
  /** Judges events; they must come in order of their times. */
  add(events: readonly UidEvent[]): Promise<void>
  /** Lets every rule that waits come to its judgement. */
  end(): Promise<void>
}

/**
 * Judges events of the past by the evaluator that judges them live, in memory that does not grow with their number.
 * @param onFinding is told of each finding, with the clock of events at that moment
 */
export function createReplay(ruleset: Ruleset, onFinding: (finding: Finding, clockMs: number) => void): Replay {
  const store = memoryWindows()
  const linked = [...ruleset.correlations.values()]
  const longestWaitMs = Math.max(0, ...linked.map(({ dueMs = 0 }) => dueMs))
  let clockMs: number | undefined
  let batches = 0

  const settleUntil = async (untilMs: number): Promise<void> => {
    for (let judged = SETTLE_LIMIT; judged === SETTLE_LIMIT; ) {
      const settled = await settle(ruleset, store, untilMs, SETTLE_LIMIT)
      for (const finding of settled.findings) onFinding(finding, untilMs)
      judged = settled.judged
    }
  }
  const forget = (nowMs: number): void =>
    store.forget((ruleId) => nowMs - (ruleset.correlations.get(ruleId)?.keepMs ?? 0), nowMs - longestWaitMs)

  const addBatch = async (batch: readonly UidEvent[]): Promise<void> => {
    store.remember(batch)
    const { findings } = await detect(ruleset, batch, store, clockMs)
    clockMs = Math.max(clockMs ?? Number.NEGATIVE_INFINITY, ...batch.map(({ event }) => event.time))
    for (const finding of findings) onFinding(finding, clockMs)
    await settleUntil(clockMs)
    if (++batches % FORGET_EVERY === 0) forget(clockMs)
  }

  return {
    async add(events) {
      for (let i = 0; i < events.length; i += BATCH) await addBatch(events.slice(i, i + BATCH))
    },
    async end() {
      await settleUntil(Number.POSITIVE_INFINITY)
    },
  }
}

/** Everything that rules say of a set of events: one alert for each rule and key. */
export async function replay(ruleset: Ruleset, events: readonly UidEvent[]): Promise<Finding[]> {
  const alerts = new Findings()
  const run = createReplay(ruleset, (finding) => alerts.add(finding))
  await run.add([...events].sort((a, b) => a.event.time - b.event.time))
  await run.end()
  return alerts.list()
}
