import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Ruleset } from '../index.ts'
import { anEvent } from '../testing.ts'
import { detect } from './detect.ts'
import { Findings } from './findings.ts'
import { memoryWindows } from './memory-windows.ts'
import { replay } from './replay.ts'
import { settle } from './settle.ts'
import { aCorrelation, lines, NOON_MS, rulesetOf, uidOfNumber } from './testing.ts'
import type { UidEvent } from './window-store.ts'

const LATENESS_MS = 20_000
const PLACES = [
  { country: 'X', lat: 0, long: 0 },
  { country: 'Y', lat: 1, long: 1 },
  { country: 'Z', lat: 40, long: 80 },
]

const bounds = (most: number) => {
  const limit = fc.integer({ min: 1, max: most })
  return fc.oneof(
    { weight: 3, arbitrary: limit.map((gte) => ({ gte })) },
    { weight: 1, arbitrary: limit.map((gt) => ({ gt })) },
    { weight: 1, arbitrary: limit.map((lt) => ({ lt })) },
    { weight: 1, arbitrary: limit.map((eq) => ({ eq })) },
    { weight: 1, arbitrary: limit.map((gte) => ({ gte, lte: gte + 1 })) },
  )
}
const measured = (type: string, most: number) =>
  bounds(most).map((condition) => ({ type, condition: { field: 'v', ...condition } }))
const bodies = fc.oneof(
  bounds(5).map((condition) => ({ type: 'event_count', condition })),
  measured('value_count', 3),
  measured('value_sum', 12),
  measured('value_avg', 5),
  measured('value_median', 5),
  fc
    .tuple(bounds(60), fc.constantFrom({}, { percentile: 90 }))
    .map(([condition, more]) => ({ type: 'value_percentile', condition: { field: 'v', ...condition, ...more } })),
  fc.constantFrom(
    { type: 'temporal' },
    { type: 'temporal', condition: { gte: 1, lte: 1 } },
    { type: 'temporal_ordered' },
  ),
  fc.constant({ type: 'absence' }),
  fc.integer({ min: 1, max: 30 }).map((known) => ({ type: 'new_term', condition: { field: 'v', known } })),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.constantFrom('20s', '60s'))
    .map(([gte, min, baseline]) => ({ type: 'spike', condition: { gte, min, baseline } })),
  fc.integer({ min: 1, max: 3 }).map((lt) => ({ type: 'flatline', condition: { lt } })),
  fc.constant({ type: 'impossible_travel', condition: { gt: 900 } }),
)

/** Correlations `c0`, `c1` and so on, each of rules, and of those before it. */
const correlations = fc
  .array(
    fc.record({
      body: bodies,
      of: fc.array(fc.nat(9), { minLength: 3, maxLength: 3 }),
      timespan: fc.constantFrom('2s', '10s', '30s'),
      lateness: fc.option(fc.constantFrom('20s', '45s'), { nil: undefined }),
      grouped: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) =>
    all.map(({ body, of, timespan, lateness, grouped }, i) => {
      const below = ['a', 'b', 'c', ...Array.from({ length: i }, (_, storey) => `c${storey}`)]
      // The newest are met most often, so that towers grow.
      const known = [...new Set(of.map((number) => below[Math.max(0, below.length - 1 - number)]!))]
      const pair = known.length > 1 ? known : ['a', 'b']
      const rules = body.type.startsWith('temporal') ? pair : body.type === 'absence' ? known.slice(0, 2) : known
      const groupBy = grouped ? { 'group-by': ['user'] } : { 'group-by': [] }
      const rest = { generate: true, ...(lateness !== undefined && { auditflow: { lateness } }) }
      return aCorrelation(`c${i}`, { ...body, rules, timespan, ...groupBy }, rest)
    }),
  )

type Arrival = UidEvent & { arrivalMs: number }
const arrivals = fc
  .array(
    fc.record({
      user: fc.constantFrom('ann', 'bob'),
      // Whole seconds and few of them: many events at one instant, and many exactly one timespan apart.
      atS: fc.nat(90),
      meets: fc.constantFrom('a', 'b', 'c', 'ab', 'bc', 'abc'),
      v: fc.integer({ min: 1, max: 8 }),
      country: fc.constantFrom('X', 'Y', 'Z'),
      delayS: fc.oneof(fc.constant(0), fc.constant(LATENESS_MS / 1000), fc.nat(LATENESS_MS / 1000)),
      order: fc.nat(1000),
    }),
    { maxLength: 60, size: 'max' },
  )
  .map((all) =>
    all.map(({ user, atS, meets, v, country, delayS, order }, i): Arrival => {
      const raw = { ...Object.fromEntries([...meets].map((letter) => [letter, 1])), user, v }
      const src_endpoint = { location: { country } }
      const event = anEvent({ time: NOON_MS + atS * 1000, raw, src_endpoint })
      // Uids say nothing of the order of events.
      return { uid: uidOfNumber(order * 100 + i), event, arrivalMs: event.time + delayS * 1000 }
    }),
  )

type Way = { cuts: number[]; settleEvery: number; limit: number }
const ways = fc.record({
  cuts: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 12 }),
  settleEvery: fc.integer({ min: 1, max: 4 }),
  limit: fc.constantFrom(1, 3, 1000),
})

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
