import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../events/audit-event.ts'
import { eventTime, readTime, rfc3339 } from './time.ts'

const NOON = Date.UTC(2024, 2, 5, 12)

describe('readTime', () => {
  it.each([
    ['2024-03-05T12:00:00Z', NOON],
    ['2024-03-05T14:00:00+02:00', NOON],
    ['2024-03-05T07:30:00-0430', NOON],
    ['2024-03-05 12:00:00.000', NOON],
    ['2024-03-05 12:00:00.123456789', NOON + 123],
    ['2024-03-05', Date.UTC(2024, 2, 5)],
    ['2024-03-05T24:00:00Z', Date.UTC(2024, 2, 6)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['0050-01-01T00:00:00Z', Date.parse('0050-01-01T00:00:00Z')],
    ['0004-02-29T00:00:00Z', Date.parse('0004-02-29T00:00:00Z')],
    ['Tue, 05 Mar 2024 12:00:00 GMT', NOON],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    [NOON, NOON],
    [NOON / 1000, NOON],
    [NOON * 1000, NOON],
    [NOON * 1_000_000, NOON],
    [String(NOON / 1000), NOON],
    [0, 0],
    ['0001-01-01T00:00:00Z', EARLIEST_TIME_MS],
    ['9999-12-31T23:59:59.999Z', LATEST_TIME_MS],
  ])('reads %j', (value, expected) => {
    expect(readTime(value)).toBe(expected)
  })

  it.each([
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-01:00',
    '10000-01-01T00:00:00Z',
    '2023-02-30T00:00:00Z',
    '2023-02-29',
    '2023-00-10',
    '2023-13-01',
    '2023-04-00',
    '2023-04-01T25:00:00Z',
    '2023-04-01T24:00:01Z',
    '2023-04-01T10:60:00Z',
    '2023-09-20T23:00:000.000000Z',
    '...',
    'yesterday',
    '',
    1e300,
    Number.NaN,
    null,
    true,
    {},
  ])('does not take %j for a time', (value) => {
    expect(readTime(value)).toBeUndefined()
  })
})

describe('eventTime', () => {
  it('takes the first readable of several', () => {
    expect(eventTime([undefined, '...', '2024-03-05T12:00:00Z', 0], 7)).toEqual({ timeMs: NOON })
  })

  it('takes the time of receipt for an unreadable one and keeps what was written', () => {
    expect(eventTime(['10000-01-01T00:00:00Z'], 7)).toEqual({
      timeMs: 7,
      note: 'unreadable or out of range: time of receipt',
      original: '10000-01-01T00:00:00Z',
    })
  })

  it('takes the time of receipt where there is none', () => {
    expect(eventTime([undefined, null], 7)).toEqual({ timeMs: 7, note: 'the record has no time: time of receipt' })
  })
})

describe('rfc3339', () => {
  it('writes any time there can be as the engine does', () => {
    const times = fc.integer({ min: EARLIEST_TIME_MS, max: LATEST_TIME_MS })
    fc.assert(
      fc.property(fc.oneof(times, fc.constantFrom(0, -1, 86_399_999, 86_400_000)), (time) => {
        expect(rfc3339(time)).toBe(new Date(time).toISOString())
      }),
    )
  })
})
