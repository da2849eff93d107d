import { describe, expect, it } from 'vitest'
import { mutedByTime } from './muted-by-time.ts'
import type { Route, TimeInterval } from './types.ts'
import { unmutedAt } from './unmuted-at.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const nights = (location: string, from: number, to: number): TimeInterval => ({
  times: [
    { fromMinute: 0, toMinute: to },
    { fromMinute: from, toMinute: 1440 },
  ],
  weekdays: [],
  daysOfMonth: [],
  months: [],
  years: [],
  location,
})
const route = (parts: Pick<Route, 'muteTimeIntervals' | 'activeTimeIntervals'>) => parts as Route

/** Each minute is asked, as slow as it is. */
function minuteByMinute(timeIntervals: Map<string, TimeInterval[]>, asked: Route, now: number): number {
  let at = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS
  while (mutedByTime({ timeIntervals }, asked, at) !== undefined) at += MINUTE_MS
  return at
}

describe('the end of a time that mutes', () => {
  it.each([
    ['Europe/Berlin', '2026-10-24T12:07:31Z'],
    ['Europe/Berlin', '2026-03-28T12:07:31Z'],
    ['America/New_York', '2026-11-01T01:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T12:00:00Z'],
    ['Asia/Kathmandu', '2026-06-01T00:00:00Z'],
    ['Asia/Kolkata', '2026-06-01T00:00:00Z'],
  ])('is found to the minute in %s, over two days from %s', (location, start) => {
    const timeIntervals = new Map([
      ['nights', [nights(location, 22 * 60 + 17, 2 * 60 + 41)]],
      [
        'office',
        [{ ...nights(location, 0, 0), times: [{ fromMinute: 541, toMinute: 1022 }], weekdays: [[1, 5] as const] }],
      ],
    ])
    for (const parts of [
      { muteTimeIntervals: ['nights'], activeTimeIntervals: [] },
      { muteTimeIntervals: ['nights'], activeTimeIntervals: ['office'] },
    ])
      for (let now = Date.parse(start); now < Date.parse(start) + 2 * DAY_MS; now += 97 * MINUTE_MS) {
        const asked = route(parts)
        if (mutedByTime({ timeIntervals }, asked, now) === undefined) continue
        const found = unmutedAt({ timeIntervals }, { ...asked }, now)
        expect(new Date(found)).toEqual(new Date(minuteByMinute(timeIntervals, asked, now)))
        expect(unmutedAt({ timeIntervals }, asked, now)).toBe(unmutedAt({ timeIntervals }, asked, found - 1))
      }
  })

  it('is asked again after eight days where none is in sight', () => {
    const timeIntervals = new Map([['always', [{ ...nights('UTC', 0, 0), times: [] }]]])
    const now = Date.parse('2026-06-01T00:00:00Z')
    const always = route({ muteTimeIntervals: ['always'], activeTimeIntervals: [] })
    expect(unmutedAt({ timeIntervals }, always, now)).toBe(now + 8 * DAY_MS)
  })
})
