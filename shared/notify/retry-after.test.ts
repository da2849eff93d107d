import { describe, expect, it } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.UTC(2026, 10, 25, 7, 0, 0)

describe('retryAfterMs', () => {
  it('reads seconds', () => {
    expect(retryAfterMs('120', now)).toBe(120_000)
    expect(retryAfterMs(' 0 ', now)).toBe(0)
  })

  it('reads an HTTP date, and a past one as no wait', () => {
    expect(retryAfterMs('Wed, 25 Nov 2026 07:01:30 GMT', now)).toBe(90_000)
    expect(retryAfterMs('Wed, 25 Nov 2026 06:00:00 GMT', now)).toBe(0)
  })

  it.each([null, '', '-5', '1.5', 'soon', '2026-11-25', 'Wed, 99 Nov 2026 07:01:30 GMT'])('ignores %j', (header) => {
    expect(retryAfterMs(header, now)).toBeUndefined()
  })
})
