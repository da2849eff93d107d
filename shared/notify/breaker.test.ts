import { describe, expect, it } from 'vitest'
import { type Breaker, breakerAfter, breakerState } from './breaker.ts'
import type { Answer } from './judge-answer.ts'

const now = 1_000_000
const closed: Breaker = { failures: 0, openUntil: null }
const busy: Answer = { kind: 'passing', reason: 'busy' }
const failed = (times: number, from = closed): Breaker => {
  let breaker = from
  for (let time = 0; time < times; time++) breaker = breakerAfter(breaker, busy, now)
  return breaker
}

describe('the breaker', () => {
  it('opens for 30 seconds at the fifth passing failure in a row', () => {
    expect(breakerState(failed(4), now)).toBe('closed')
    const open = failed(5)
    expect(breakerState(open, now + 29_999)).toBe('open')
    expect(breakerState(open, now + 30_000)).toBe('half_open')
  })

  it('rests twice as long after each try that fails, at most 10 minutes', () => {
    const rests: number[] = []
    let breaker = failed(5)
    let at = now
    for (let time = 0; time < 7; time++) {
      rests.push((breaker.openUntil ?? at) - at)
      at = breaker.openUntil ?? at
      expect(breakerState(breaker, at)).toBe('half_open')
      breaker = breakerAfter(breaker, busy, at)
    }
    expect(rests).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000])
  })

  it('does not count what was under way when it opened', () => {
    expect(failed(9)).toEqual(failed(5))
  })

  it.each<Answer>([{ kind: 'sent' }, { kind: 'permanent', reason: 'no' }])('is closed by %o', (answer) => {
    expect(breakerAfter(failed(4), answer, now)).toEqual(closed)
    expect(breakerAfter(failed(5), answer, now + 30_000)).toEqual(closed)
  })

  it('leaves the channel alone for as long as it asks, whatever is under way', () => {
    const asked = breakerAfter(closed, { ...busy, retryAfterMs: 90_000 }, now)
    expect(breakerState(asked, now + 89_999)).toBe('open')
    expect(breakerState(breakerAfter(asked, { kind: 'sent' }, now + 1), now + 89_999)).toBe('open')
    expect(breakerState(breakerAfter(asked, busy, now + 1), now + 89_999)).toBe('open')
    expect(breakerState(asked, now + 90_000)).toBe('closed')
    expect(breakerAfter(failed(5), { ...busy, retryAfterMs: 1e12 }, now).openUntil).toBe(now + 86_400_000)
  })

  it('opens also when failures come with short waits', () => {
    let breaker = closed
    for (let time = 0; time < 5; time++)
      breaker = breakerAfter(breaker, { ...busy, retryAfterMs: 1_000 }, now + time * 2_000)
    expect(breaker).toEqual({ failures: 5, openUntil: now + 8_000 + 30_000 })
  })
})
