import { describe, expect, it } from 'vitest'
import { parseDuration } from './duration.ts'

describe('durations', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['2h', 7_200_000],
    ['1h0m0.5s', 3_600_500],
    ['0s', 0],
    ['PT0.2S', 200],
    ['PT1M', 60_000],
    ['PT1H2M3.25S', 3_723_250],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', 'PT', '30', 's', '0.5h', '-1s', '200ms', 'P1D', 'pt1s', 'PT1S ', '1s1m', 'soon'])(
    '"%s" is none',
    (text) => {
      expect(() => parseDuration(text)).toThrow(`${text}: is no duration such as 30s or PT0.2S`)
    },
  )
})
