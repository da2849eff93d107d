import { describe, expect, it } from 'vitest'
import { backOffMs, MAX_ATTEMPTS, settle } from './settle.ts'

const now = 1_000_000

describe('settle', () => {
  it('waits three times longer after each attempt, at most an hour', () => {
    expect([1, 2, 3, 4, 8, 9].map(backOffMs)).toEqual([1_000, 3_000, 9_000, 27_000, 2_187_000, 3_600_000])
  })

  it('keeps a passing fault pending until the back-off is over', () => {
    expect(settle({ kind: 'passing', reason: 'busy' }, 2, now)).toEqual({
      status: 'pending',
      reason: 'busy',
      nextTryAt: now + 3_000,
    })
  })

  it('obeys the receiver who asks for a shorter or longer wait, within a second and a day', () => {
    const nextTryAt = (retryAfterMs: number) => {
      const standing = settle({ kind: 'passing', reason: 'busy', retryAfterMs }, 5, now)
      return standing.status === 'pending' ? standing.nextTryAt - now : undefined
    }
    expect([0, 2_000, 7_200_000, 1e12].map(nextTryAt)).toEqual([1_000, 2_000, 7_200_000, 86_400_000])
  })

  it('gives up after the last attempt and says so', () => {
    expect(settle({ kind: 'passing', reason: 'busy' }, MAX_ATTEMPTS, now)).toEqual({
      status: 'failed',
      reason: 'busy; given up after 10 attempts',
    })
  })

  it('gives up at once when trying again can not help', () => {
    expect(settle({ kind: 'permanent', reason: 'gone' }, 1, now)).toEqual({ status: 'failed', reason: 'gone' })
    expect(settle({ kind: 'sent' }, MAX_ATTEMPTS, now)).toEqual({ status: 'sent' })
  })
})
