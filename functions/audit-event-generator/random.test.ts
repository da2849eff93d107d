import { describe, expect, it } from 'vitest'
import { seededRandom } from './random.ts'

describe('seededRandom', () => {
  it('repeats its stream for the same seed parts, and tells apart parts that are joined otherwise', () => {
    const stream = (...parts: string[]) => seededRandom(...parts).hex(32)
    expect(stream('a', 'b')).toBe(stream('a', 'b'))
    expect(new Set([stream('a', 'b'), stream('ab'), stream('b', 'a'), stream('a', 'b', '')]).size).toBe(4)
  })

  it('spreads whole numbers evenly below their bound', () => {
    const random = seededRandom('even')
    const counts = [0, 0, 0, 0, 0]
    for (let i = 0; i < 10_000; i++) counts[random.below(5)]! += 1
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200)
  })

  it('picks by weight and never what weighs nothing', () => {
    const random = seededRandom('weight')
    const picks = Array.from({ length: 4_000 }, () => random.weighted([0, 1, 3], (weight) => weight))
    expect(picks).not.toContain(0)
    expect(picks.filter((pick) => pick === 3).length / picks.length).toBeCloseTo(0.75, 1)
  })

  it('samples different items, and all of them when more are wanted', () => {
    const random = seededRandom('sample')
    expect(new Set(random.sample([1, 2, 3, 4, 5, 6], 4)).size).toBe(4)
    expect(random.sample([1, 2, 3], 9).sort()).toEqual([1, 2, 3])
  })
})
