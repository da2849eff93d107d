import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Ruleset } from '../index.ts'
import { detect } from './detect.ts'
import { Findings } from './findings.ts'
import { memoryWindows } from './memory-windows.ts'
import { replay } from './replay.ts'
import { settle } from './settle.ts'
import { type Arrival, arrivals, correlations, LATENESS_MS, PLACES, type Way, ways } from './testing/any-timelines.ts'
import { lines, rulesetOf } from './testing.ts'

async function live(ruleset: Ruleset, events: readonly Arrival[], { cuts, settleEvery, limit }: Way) {
  const store = memoryWindows()
  const found = new Findings()
  const waiting = [...events].sort((a, b) => a.arrivalMs - b.arrivalMs)
  let clockMs: number | undefined
  let late = 0
  const settleAll = async (untilMs: number) => {
    for (let judged = limit; judged === limit; ) {
      const settled = await settle(ruleset, store, untilMs, limit)
      for (const finding of settled.findings) found.add(finding)
      judged = settled.judged
    }
  }
  for (let i = 0; waiting.length > 0; i++) {
    const batch = waiting.splice(0, cuts[i % cuts.length])
    store.remember(batch)
    const detection = await detect(ruleset, batch, store, clockMs)
    for (const finding of detection.findings) found.add(finding)
    late += detection.late
    clockMs = Math.max(clockMs ?? 0, ...batch.map(({ event }) => event.time))
    if (i % settleEvery === 0) await settleAll(clockMs)
  }
  await settleAll(Number.POSITIVE_INFINITY)
  return { found: lines(found.list()), late }
}

it('the way that events within the lateness come in makes no difference', async () => {
  await fc.assert(
    fc.asyncProperty(correlations, arrivals, ways, async (docs, events, way) => {
      const ruleset = rulesetOf(docs, { latenessMs: LATENESS_MS, waitMs: LATENESS_MS, places: PLACES })
      const past = lines(await replay(ruleset, events))
      expect(await live(ruleset, events, way)).toEqual({ found: past, late: 0 })
    }),
    { numRuns: 400 },
  )
})
