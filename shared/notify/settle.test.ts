import { describe, expect, it } from 'vitest'
import { MAX_ATTEMPTS, settle } from './settle.ts'

const now = 1_000_000
const HOUR = 3_600_000
const id = '8c5d4e3f-0000-4000-8000-000000000001'
const waitOf = (attempt: number, retryAfterMs?: number, of = id) => {
  const answer = { kind: 'passing', reason: 'busy', ...(retryAfterMs !== undefined && { retryAfterMs }) } as const
  const standing = settle(answer, attempt, now, of)
  return standing.status === 'pending' ? standing.nextTryAt - now : undefined
}

describe('settle', () => {
  it('waits as Standard Webhooks proposes, at most a tenth longer, and never less', () => {
    const proposed = [5 / 3_600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)
    for (const [index, wait] of proposed.entries()) {
      expect(waitOf(index + 1)).toBeGreaterThanOrEqual(wait)
      expect(waitOf(index + 1)).toBeLessThanOrEqual(wait * 1.1)
    }
    expect(MAX_ATTEMPTS).toBe(10)
    expect(proposed.reduce((sum, wait) => sum + wait) / HOUR).toBeCloseTo(75.585, 2)
  })

  it('spreads what failed together, the same way each time', () => {
    const waits = Array.from({ length: 50 }, (_, index) => waitOf(4, undefined, `notice ${index}`))
    expect(new Set(waits).size).toBeGreaterThan(45)
    expect(waits).toEqual(Array.from({ length: 50 }, (_, index) => waitOf(4, undefined, `notice ${index}`)))
  })

  it('never tries sooner than the receiver asks, and waits for at most a day because it asks', () => {
    expect(waitOf(1, 7_200_000)).toBeGreaterThanOrEqual(7_200_000)
    expect(waitOf(1, 7_200_000)).toBeLessThanOrEqual(7_200_500)
    expect(waitOf(1, 1e12)).toBeGreaterThanOrEqual(24 * HOUR)
    expect(waitOf(1, 1e12)).toBeLessThanOrEqual(24 * HOUR + 500)
  })

  it('does not try more often because the receiver asks for less', () => {
    expect(waitOf(3, 0)).toBe(waitOf(3))
  })

  it('gives up after the last attempt and says so', () => {
    expect(settle({ kind: 'passing', reason: 'busy', retryAfterMs: 1 }, MAX_ATTEMPTS, now, id)).toEqual({
      status: 'failed',
      reason: 'busy; given up after 10 attempts',
      off: false,
    })
  })

  it('gives up at once when trying again can not help', () => {
    expect(settle({ kind: 'permanent', reason: 'no' }, 1, now, id)).toEqual({
      status: 'failed',
      reason: 'no',
      off: false,
    })
    expect(settle({ kind: 'sent' }, MAX_ATTEMPTS, now, id)).toEqual({ status: 'sent' })
  })

  it('switches the channel off when the receiver wants nothing any more', () => {
    expect(settle({ kind: 'gone', reason: 'answered 410' }, 1, now, id)).toEqual({
      status: 'failed',
      reason: 'answered 410',
      off: true,
    })
  })
})
