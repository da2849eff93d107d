import fc from 'fast-check'
import { anEvent } from '../../testing.ts'
import { aCorrelation, NOON_MS, uidOfNumber } from '../testing.ts'
import type { UidEvent } from '../window-store.ts'

/** The lateness of the rules and, at most, of the events below. */
export const LATENESS_MS = 20_000
/** Where the events are that name a country. */
export const PLACES = [
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

/** Documents of correlations `c0`, `c1` and so on, each of rules, and of those before it. */
export const correlations = fc
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

/** An event, and when it comes in. */
export type Arrival = UidEvent & { arrivalMs: number }

/** Some events of two users, within a minute and a half, none later than the lateness. */
export const arrivals = fc
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

/** In which batches events come in, after how many of them what is due is judged, and how much of it at once. */
export type Way = { cuts: number[]; settleEvery: number; limit: number }

export const ways = fc.record({
  cuts: fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 12 }),
  settleEvery: fc.integer({ min: 1, max: 4 }),
  limit: fc.constantFrom(1, 3, 1000),
})
