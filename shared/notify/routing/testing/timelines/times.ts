import type { Timeline } from '../timeline.ts'
import { open, RECEIVERS } from './routings.ts'

/** A route with an interval that mutes it, or outside of which it is muted. */
function muted(how: 'mute' | 'active', interval: string, rest = ''): string {
  return `
route:
  receiver: ops
  group_wait: 0s
  group_interval: 1m
  routes: [{ ${how}_time_intervals: [then], matchers: ['level="high"']${rest} }]
time_intervals: [{ name: then, time_intervals: [${interval}] }]
${RECEIVERS}`
}

function at(location: string, from: string, to: string): string {
  return `{ times: [{ start_time: '${from}', end_time: '${to}' }], location: ${location} }`
}

const NIGHT = (location: string): string => at(location, '00:00', '06:00')

/** Mute and active intervals, by the clocks of their places. */
export const TIMES: readonly Timeline[] = [
  {
    name: 'a route muted by time tells nothing then, and at the first look after it what still fires',
    routing: muted('mute', NIGHT('UTC')),
    start: '2026-06-01T01:00:00Z',
    steps: [open('10s', 'a'), open('2h', 'b'), { at: '2h30m', do: 'resolve', name: 'b' }],
    until: '8h',
    told: ['5h firing to ops: a'],
  },
  {
    name: 'an end that comes while the route is muted by time is told after it',
    routing: muted('mute', NIGHT('UTC')),
    start: '2026-05-31T23:00:00Z',
    steps: [open('0s', 'a'), { at: '2h', do: 'resolve', name: 'a' }],
    until: '9h',
    told: ['0s firing to ops: a', '7h resolved to ops: a resolved'],
  },
  {
    name: 'an alert that begins and ends while the route is muted by time is never told',
    routing: muted('mute', NIGHT('UTC')),
    start: '2026-06-01T01:00:00Z',
    steps: [open('0s', 'a'), { at: '2h', do: 'resolve', name: 'a' }],
    until: '9h',
    told: [],
  },
  {
    name: 'a repetition waits until the route is not muted by time',
    routing: muted('mute', NIGHT('UTC')),
    start: '2026-05-31T22:30:00Z',
    steps: [open('0s', 'a')],
    until: '12h',
    told: ['0s firing to ops: a', '7h30m repeat to ops: a', '11h30m repeat to ops: a'],
  },
  {
    name: 'steps that fall into a mute interval come after it, one after the other',
    routing: muted('mute', NIGHT('UTC'), ', escalation: [{ wait: 1h, receiver: lead }, { wait: 1h, receiver: boss }]'),
    start: '2026-05-31T22:30:00Z',
    steps: [open('0s', 'a')],
    until: '9h',
    told: [
      '0s firing to ops: a',
      '1h escalation 1 to lead: a',
      '7h30m escalation 2 to boss: a',
      '7h30m repeat to ops: a',
    ],
  },
  {
    name: 'an active interval is the reverse: something is told only then',
    routing: muted('active', NIGHT('UTC')),
    start: '2026-05-31T23:00:00Z',
    steps: [open('0s', 'a'), open('8h', 'b'), { at: '8h30m', do: 'resolve', name: 'b' }],
    until: '20h',
    told: ['1h firing to ops: a', '5h repeat to ops: a'],
  },
  {
    name: 'a mute interval within an active one goes first',
    routing: `
route:
  receiver: ops
  group_wait: 0s
  group_interval: 1m
  routes: [{ mute_time_intervals: [lunch], active_time_intervals: [work], matchers: ['level="high"'] }]
time_intervals:
  - { name: work, time_intervals: [{ times: [{ start_time: '09:00', end_time: '17:00' }], weekdays: ['monday:friday'] }] }
  - { name: lunch, time_intervals: [{ times: [{ start_time: '12:00', end_time: '13:00' }] }] }
${RECEIVERS}`,
    // A Friday.
    start: '2026-06-05T12:00:00Z',
    steps: [open('0s', 'a'), open('5h', 'b')],
    until: '3d',
    told: ['1h firing to ops: a', '2d21h firing to ops: a, b'],
  },
  {
    name: 'Berlin, clocks go forward: the hour that is left out mutes nothing',
    routing: muted('mute', at('Europe/Berlin', '02:00', '03:00')),
    // 01:00 there.
    start: '2026-03-29T00:00:00Z',
    steps: [open('59m30s', 'a'), open('1h30s', 'b')],
    until: '3h',
    told: ['59m30s firing to ops: a', '1h30s firing to ops: a, b'],
  },
  {
    name: 'Berlin, clocks go back: the hour that comes twice mutes twice',
    routing: muted('mute', at('Europe/Berlin', '02:00', '03:00')),
    // 02:00 there, summer time.
    start: '2026-10-25T00:00:00Z',
    steps: [open('10s', 'a')],
    until: '3h',
    told: ['2h firing to ops: a'],
  },
  {
    name: 'Berlin, clocks go forward: a night is an hour shorter',
    routing: muted('mute', NIGHT('Europe/Berlin')),
    start: '2026-03-28T23:00:00Z',
    steps: [open('0s', 'a')],
    until: '6h',
    told: ['5h firing to ops: a'],
  },
  {
    name: 'Berlin, clocks go back: a night is an hour longer',
    routing: muted('mute', NIGHT('Europe/Berlin')),
    start: '2026-10-24T22:00:00Z',
    steps: [open('0s', 'a')],
    until: '8h',
    told: ['7h firing to ops: a'],
  },
  {
    name: 'New York, clocks go forward: three hours of the clock are two',
    routing: muted('active', at('America/New_York', '01:00', '04:00')),
    start: '2026-03-08T04:00:00Z',
    steps: [open('0s', 'a'), open('3h59m', 'b'), open('4h1m', 'c')],
    until: '8h',
    told: ['2h firing to ops: a', '3h59m firing to ops: a, b'],
  },
  {
    name: 'New York, clocks go back: three hours of the clock are four',
    routing: muted('active', at('America/New_York', '01:00', '04:00')),
    start: '2026-11-01T04:00:00Z',
    steps: [open('0s', 'a'), open('4h59m', 'b'), open('5h1m', 'c')],
    until: '8h',
    told: ['1h firing to ops: a', '4h59m firing to ops: a, b'],
  },
  {
    name: 'Kolkata is half an hour off',
    routing: muted('mute', NIGHT('Asia/Kolkata')),
    start: '2026-06-01T00:00:00Z',
    steps: [open('0s', 'a'), open('18h29m', 'b'), open('18h31m', 'c')],
    until: '1d1h',
    told: [
      '30m firing to ops: a',
      '4h30m repeat to ops: a',
      '8h30m repeat to ops: a',
      '12h30m repeat to ops: a',
      '16h30m repeat to ops: a',
      '18h29m firing to ops: a, b',
      '1d30m firing to ops: a, b, c',
    ],
  },
  {
    name: 'Lord Howe, clocks go back by half an hour: half an hour comes twice',
    routing: muted('mute', at('Australia/Lord_Howe', '01:30', '02:00')),
    // 01:00 there, summer time.
    start: '2026-04-04T14:00:00Z',
    steps: [open('31m', 'a')],
    until: '3h',
    told: ['1h30m firing to ops: a'],
  },
  {
    name: 'Lord Howe, clocks go forward by half an hour: that half hour mutes nothing',
    routing: muted('mute', at('Australia/Lord_Howe', '02:00', '02:30')),
    // 01:30 there.
    start: '2026-10-03T15:00:00Z',
    steps: [open('29m', 'a'), open('31m', 'b')],
    until: '2h',
    told: ['29m firing to ops: a', '31m firing to ops: a, b'],
  },
  {
    name: 'a weekend is one by the calendar of its place',
    routing: muted('mute', "{ weekdays: ['saturday', 'sunday'], location: America/New_York }"),
    // A Friday, 23:00 there.
    start: '2026-06-06T03:00:00Z',
    steps: [open('30m', 'a'), open('1h30m', 'b'), open('20h', 'c')],
    until: '2d2h',
    told: ['30m firing to ops: a', '2d1h firing to ops: a, b, c'],
  },
]
