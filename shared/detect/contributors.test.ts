import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contributors, type Moment, neighboursNeeded, type Window } from './contributors.ts'

/** Keeps hits by uid, and gives of each side as many neighbours as the correlation needs, nearest first. */
function neighbourStore(window: Window) {
  const hits = new Map<string, Moment>()
  const order = (a: Moment, b: Moment) => a.timeMs - b.timeMs || (a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0)
  return (at: Moment): Moment[] => {
    hits.set(at.uid, at)
    const near = [...hits.values()].filter((hit) => Math.abs(hit.timeMs - at.timeMs) <= window.timespanMs).sort(order)
    const needed = neighboursNeeded(window)
    const before = near.filter((hit) => order(hit, at) < 0)
    const after = near.filter((hit) => order(hit, at) > 0)
    return [...before.slice(Math.max(0, before.length - needed)), ...after.slice(0, needed)]
  }
}

function unionOfAnswers(window: Window, arrivals: readonly Moment[]): string[] {
  const neighboursOf = neighbourStore(window)
  return uids(arrivals.flatMap((at) => contributors(window, at, neighboursOf(at))))
}

/** Every hit in any window of the timespan, wherever it starts, that meets the threshold. */
function byDefinition(window: Window, hits: readonly Moment[]): string[] {
  const windows = hits.map((first) =>
    hits.filter(({ timeMs }) => timeMs >= first.timeMs && timeMs <= first.timeMs + window.timespanMs),
  )
  return uids(windows.filter((inside) => countOf(window, inside) >= window.threshold).flat())
}

function countOf(window: Window, hits: readonly Moment[]): number {
  return window.type === 'event_count' ? hits.length : new Set(hits.map((hit) => hit.value)).size
}

function uids(hits: readonly Moment[]): string[] {
  return [...new Set(hits.map((hit) => hit.uid))].sort()
}

/** Times close enough together that ties, edges of windows and near misses are common. */
const timeline = fc
  .array(fc.record({ timeMs: fc.integer({ min: 0, max: 40 }), value: fc.constantFrom('a', 'b', 'c', 'd') }), {
    maxLength: 25,
  })
  .map((hits) => hits.map((hit, i): Moment => ({ ...hit, uid: `e${i}` })))
const windows = fc.record({
  type: fc.constantFrom<Window['type']>('event_count', 'value_count'),
  timespanMs: fc.integer({ min: 1, max: 15 }),
  threshold: fc.integer({ min: 1, max: 5 }),
})
const shuffledWithDuplicates = timeline.chain((hits) =>
  fc.tuple(
    fc.constant(hits),
    fc
      .subarray(hits)
      .chain((again) => fc.shuffledSubarray([...hits, ...again], { minLength: hits.length + again.length })),
  ),
)

describe('the contributors of all arrivals together', () => {
  it('are the hits of every qualifying window, in whatever order and however often the hits arrive', () => {
    fc.assert(
      fc.property(windows, shuffledWithDuplicates, (window, [hits, arrivals]) => {
        expect(unionOfAnswers(window, arrivals)).toEqual(byDefinition(window, hits))
      }),
      { numRuns: 3000 },
    )
  })

  it('are never more than one window away from the new hit, and hold it whenever there are any', () => {
    fc.assert(
      fc.property(windows, timeline, fc.integer({ min: 0, max: 40 }), (window, hits, timeMs) => {
        const at = { timeMs, uid: 'new', value: 'a' }
        const chosen = contributors(window, at, hits)
        expect(chosen.every((hit) => Math.abs(hit.timeMs - timeMs) <= window.timespanMs)).toBe(true)
        expect(chosen.length === 0 || chosen.includes(at)).toBe(true)
        expect(uids(chosen)).toHaveLength(chosen.length)
      }),
    )
  })
})

describe('the contributors of one hit', () => {
  const five: Window = { type: 'event_count', timespanMs: 60_000, threshold: 3 }
  const moment = (uid: string, seconds: number, value?: string): Moment =>
    value === undefined ? { uid, timeMs: seconds * 1000 } : { uid, timeMs: seconds * 1000, value }

  it('are none below the threshold and all of the window at it', () => {
    expect(contributors(five, moment('b', 30), [moment('a', 0)])).toEqual([])
    expect(uids(contributors(five, moment('b', 30), [moment('a', 0), moment('c', 60)]))).toEqual(['a', 'b', 'c'])
  })

  it('may be exactly one timespan apart and no more', () => {
    expect(contributors(five, moment('c', 60), [moment('a', 0), moment('b', 1)])).toHaveLength(3)
    expect(contributors(five, moment('c', 60.001), [moment('a', 0), moment('b', 1)])).toEqual([])
  })

  it('counts a hit once that is among its own neighbours', () => {
    expect(contributors(five, moment('b', 1), [moment('a', 0), moment('b', 1), moment('b', 1)])).toEqual([])
  })

  it('counts distinct values, each once, for value_count', () => {
    const distinct: Window = { ...five, type: 'value_count' }
    const before = [moment('a', 0, 'x'), moment('b', 1, 'y'), moment('c', 2, 'y')]
    expect(contributors(distinct, moment('d', 3, 'x'), before)).toEqual([])
    expect(uids(contributors(distinct, moment('d', 3, 'z'), before))).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is the hit alone when the threshold is one', () => {
    expect(contributors({ ...five, threshold: 1 }, moment('a', 0), [])).toEqual([moment('a', 0)])
    expect(neighboursNeeded({ ...five, threshold: 1 })).toBe(0)
  })

  it('needs one neighbour less than the threshold on each side, and a fixed bound for values', () => {
    expect(neighboursNeeded(five)).toBe(2)
    expect(neighboursNeeded({ ...five, type: 'value_count' })).toBe(1000)
  })
})
