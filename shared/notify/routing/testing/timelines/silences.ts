import type { Timeline } from '../timeline.ts'
import { open, PLAIN, START } from './routings.ts'

/** What a silence mutes. */
export const SILENCES: readonly Timeline[] = [
  {
    name: 'a silenced alert is not told, and told at the first look after the silence has ended',
    routing: PLAIN,
    start: START,
    steps: [{ at: '0s', do: 'silence', name: 's', matchers: 'host="h1"', for: '1h' }, open('1s', 'a', { host: 'h1' })],
    until: '3h',
    told: ['1h31s firing to ops: a'],
  },
  {
    name: 'a silence that is ended before its time lets the alert be told at the next look',
    routing: PLAIN,
    start: START,
    steps: [
      { at: '0s', do: 'silence', name: 's', matchers: 'host="h1"', for: '1d' },
      open('1s', 'a', { host: 'h1' }),
      { at: '17m', do: 'end_silence', name: 's' },
    ],
    until: '3h',
    told: ['20m31s firing to ops: a'],
  },
  {
    name: 'a silence mutes its alerts only, and the rest of the group is told',
    routing: PLAIN,
    start: START,
    steps: [
      { at: '0s', do: 'silence', name: 's', matchers: 'host="h1"', for: '7m' },
      open('1s', 'a', { host: 'h1' }),
      open('2s', 'b', { host: 'h2' }),
    ],
    until: '3h',
    told: ['31s firing to ops: b', '10m31s firing to ops: a, b'],
  },
  {
    name: 'a silence that begins after the telling stops the repetition, and the alert is not told anew after it',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a', { host: 'h1' }),
      { at: '1h', do: 'silence', name: 's', matchers: 'host="h1"', for: '4h2m' },
    ],
    until: '9h10m',
    told: ['30s firing to ops: a', '5h5m30s repeat to ops: a', '9h5m30s repeat to ops: a'],
  },
  {
    name: 'an end that comes under a silence is told after it, to those who heard of the beginning',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a', { host: 'h1' }),
      { at: '10m', do: 'silence', name: 's', matchers: 'host="h1"', for: '1h' },
      { at: '20m', do: 'resolve', name: 'a' },
    ],
    until: '5h',
    told: ['30s firing to ops: a', '1h10m resolved to ops: a resolved'],
  },
  {
    name: 'an alert that begins and ends under a silence is never told',
    routing: PLAIN,
    start: START,
    steps: [
      { at: '0s', do: 'silence', name: 's', matchers: 'host="h1"', for: '1h' },
      open('1s', 'a', { host: 'h1' }),
      { at: '30m', do: 'resolve', name: 'a' },
    ],
    until: '5h',
    told: [],
  },
  {
    name: 'who hears that one is over hears too that a silenced one, told before, goes on',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a', { host: 'h1' }),
      open('1s', 'b', { host: 'h2' }),
      { at: '10m', do: 'silence', name: 's', matchers: 'host="h1"', for: '1h' },
      { at: '20m', do: 'resolve', name: 'b' },
    ],
    until: '2h',
    told: ['30s firing to ops: a, b', '20m resolved to ops: a, b resolved'],
  },
]
