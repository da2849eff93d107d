import { describe, expect, it } from 'vitest'
import { parseRouting } from './parse-routing.ts'
import { isWithin } from './time-intervals.ts'

const intervalsOf = (spec: string) =>
  parseRouting(
    `
route: { receiver: a }
receivers: [{ name: a }]
time_intervals: [{ name: then, time_intervals: [${spec}] }]`,
    () => '',
  ).timeIntervals.get('then')!

describe('a time lies within', () => {
  it.each([
    ['an interval that leaves everything out', '{}', '2026-06-01T12:00:00Z', true],
    ['times, from the start', "{ times: [{ start_time: '09:00', end_time: '17:00' }] }", '2026-06-01T09:00:00Z', true],
    ['times, before', "{ times: [{ start_time: '09:00', end_time: '17:00' }] }", '2026-06-01T08:59:59.999Z', false],
    [
      'times, to just before the end',
      "{ times: [{ start_time: '09:00', end_time: '17:00' }] }",
      '2026-06-01T16:59:59.999Z',
      true,
    ],
    ['times, not at the end', "{ times: [{ start_time: '09:00', end_time: '17:00' }] }", '2026-06-01T17:00:00Z', false],
    ['times until 24:00', "{ times: [{ start_time: '17:00', end_time: '24:00' }] }", '2026-06-01T23:59:59Z', true],
    [
      'one of two times',
      "{ times: [{ start_time: '00:00', end_time: '01:00' }, { start_time: '22:00', end_time: '24:00' }] }",
      '2026-06-01T22:30:00Z',
      true,
    ],
    ['weekdays', "{ weekdays: ['monday:friday', Sunday] }", '2026-06-07T12:00:00Z', true],
    ['no weekday', "{ weekdays: ['monday:friday', Sunday] }", '2026-06-06T12:00:00Z', false],
    ['the first days of a month', "{ days_of_month: ['1:5'] }", '2026-06-05T12:00:00Z', true],
    ['the last day', '{ days_of_month: [-1] }', '2026-02-28T12:00:00Z', true],
    ['the last day of a leap February', '{ days_of_month: [-1] }', '2028-02-29T12:00:00Z', true],
    ['not the last but one', '{ days_of_month: [-1] }', '2028-02-28T12:00:00Z', false],
    ['the last three days', "{ days_of_month: ['-3:-1'] }", '2026-04-28T12:00:00Z', true],
    ['before the last three', "{ days_of_month: ['-3:-1'] }", '2026-04-27T12:00:00Z', false],
    ['a range cut off at the end of the month', "{ days_of_month: ['20:31'] }", '2026-02-28T12:00:00Z', true],
    ['a range from the start to the end', "{ days_of_month: ['1:-1'] }", '2026-02-28T12:00:00Z', true],
    ['a range cut off at the start', "{ days_of_month: ['-31:-28'] }", '2026-02-01T12:00:00Z', true],
    ['no day that the month lacks', "{ days_of_month: ['30:31'] }", '2026-02-28T12:00:00Z', false],
    ['months by name and number', "{ months: ['1:3', 'May:august', december] }", '2026-07-01T00:00:00Z', true],
    ['no month', "{ months: ['1:3', 'May:august', december] }", '2026-04-30T23:59:59Z', false],
    ['years', "{ years: ['2020:2022', 2030] }", '2030-01-01T00:00:00Z', true],
    ['no year', "{ years: ['2020:2022', 2030] }", '2026-01-01T00:00:00Z', false],
    ['all of its parts only', '{ weekdays: [monday], months: [june] }', '2026-06-02T12:00:00Z', false],
    ['a year by the clock of its place', '{ years: [2027], location: Asia/Kolkata }', '2026-12-31T18:30:00Z', true],
    [
      'a weekday by the clock of its place',
      '{ weekdays: [sunday], location: America/New_York }',
      '2026-06-08T03:59:00Z',
      true,
    ],
    [
      'a place with three quarters of an hour',
      "{ times: [{ start_time: '00:00', end_time: '00:15' }], location: Asia/Kathmandu }",
      '2026-06-01T18:15:00Z',
      true,
    ],
    [
      'midnight, which is no 24:00',
      "{ times: [{ start_time: '00:00', end_time: '00:01' }], location: Europe/Berlin }",
      '2026-01-01T23:00:30Z',
      true,
    ],
  ])('%s', (_, spec, time, isIn) => {
    expect(isWithin(intervalsOf(spec), Date.parse(time))).toBe(isIn)
  })

  it('any of several', () => {
    const intervals = intervalsOf('{ years: [2020] }, { months: [june] }')
    expect(isWithin(intervals, Date.parse('2026-06-01T00:00:00Z'))).toBe(true)
    expect(isWithin([], Date.parse('2026-06-01T00:00:00Z'))).toBe(false)
  })
})
