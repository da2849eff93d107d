import { expect, it } from 'vitest'
import { durationText } from './duration-text.ts'
import { parseDuration } from './parse-duration.ts'

it.each([
  ['0', 0],
  ['0s', 0],
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['1y2w3d4h5m6s7ms', 365 * 86_400_000 + 17 * 86_400_000 + 4 * 3_600_000 + 5 * 60_000 + 6_007],
  ['', undefined],
  ['5', undefined],
  ['1.5h', undefined],
  ['30m1h', undefined],
  ['-1m', undefined],
  ['1 m', undefined],
  ['999999999y', undefined],
])('%s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
  if (ms !== undefined) expect(parseDuration(durationText(ms))).toBe(ms)
})
