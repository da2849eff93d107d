import type { Timeline } from '../timeline.ts'
import { open, PLAIN, RECEIVERS, START } from './routings.ts'

/** Ends and new beginnings. */
export const ENDS: readonly Timeline[] = [
  {
    name: 'what is acknowledged is not repeated, and its end is told',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '1h', do: 'acknowledge', name: 'a' }, { at: '9h', do: 'resolve', name: 'a' }],
    until: '20h',
    told: ['30s firing to ops: a', '9h resolved to ops: a resolved'],
  },
  {
    name: 'an alert that is over before it was told is never told',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '20s', do: 'resolve', name: 'a' }],
    until: '5h',
    told: [],
  },
  {
    name: 'an alert that re-opens is told anew, and over anew',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a'),
      { at: '10m', do: 'resolve', name: 'a' },
      { at: '20m', do: 'reopen', name: 'a' },
      { at: '40m', do: 'resolve', name: 'a' },
    ],
    until: '10h',
    told: [
      '30s firing to ops: a',
      '10m resolved to ops: a resolved',
      '20m30s firing to ops: a',
      '40m resolved to ops: a resolved',
    ],
  },
  {
    name: 'an alert that re-opens before its end was told is told as firing again',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '1m', do: 'resolve', name: 'a' }, { at: '2m', do: 'reopen', name: 'a' }],
    until: '1h',
    told: ['30s firing to ops: a', '5m30s firing to ops: a'],
  },
  {
    name: 'an episode that began and ended between two looks is over for those who heard of the one before',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a'),
      { at: '1m', do: 'resolve', name: 'a' },
      { at: '2m', do: 'reopen', name: 'a' },
      { at: '3m', do: 'resolve', name: 'a' },
    ],
    until: '1h',
    told: ['30s firing to ops: a', '5m30s resolved to ops: a resolved'],
  },
  {
    name: 'an episode that began and ended unheard, after the end of the one before was told, is never told',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a'),
      open('5s', 'b'),
      { at: '10m', do: 'resolve', name: 'a' },
      { at: '11m', do: 'reopen', name: 'a' },
      { at: '12m', do: 'resolve', name: 'a' },
    ],
    until: '1h',
    told: ['30s firing to ops: a, b', '10m resolved to ops: a resolved, b'],
  },
  {
    name: 'an acknowledged alert that re-opens is told and repeated again',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '1h', do: 'acknowledge', name: 'a' }, { at: '2h', do: 'reopen', name: 'a' }],
    until: '7h',
    told: ['30s firing to ops: a', '2h firing to ops: a', '6h repeat to ops: a'],
  },
  {
    name: 'a false positive counts as resolved',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '10m', do: 'call_false', name: 'a' }],
    until: '10h',
    told: ['30s firing to ops: a', '10m resolved to ops: a false_positive'],
  },
  {
    name: 'while the rest goes on, the end of one is told with it',
    routing: PLAIN,
    start: START,
    steps: [
      open('0s', 'a'),
      open('1s', 'b'),
      { at: '10m', do: 'resolve', name: 'a' },
      { at: '20m', do: 'resolve', name: 'b' },
    ],
    until: '10h',
    told: ['30s firing to ops: a, b', '10m resolved to ops: a resolved, b', '20m resolved to ops: b resolved'],
  },
  {
    name: 'an end and a beginning between two looks are told in one',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '1m', do: 'resolve', name: 'a' }, open('2m', 'b')],
    until: '1h',
    told: ['30s firing to ops: a', '5m30s firing to ops: a resolved, b'],
  },
  {
    name: 'a telling of something new puts the repetition off, an end does not',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), open('1h', 'b'), { at: '2h', do: 'resolve', name: 'a' }],
    until: '6h',
    told: [
      '30s firing to ops: a',
      '1h firing to ops: a, b',
      '2h resolved to ops: a resolved, b',
      '5h repeat to ops: b',
    ],
  },
  {
    name: 'a group that is over begins anew, with group_wait',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), { at: '10m', do: 'resolve', name: 'a' }, open('10m1s', 'b'), open('10m20s', 'c')],
    until: '1h',
    told: ['30s firing to ops: a', '10m resolved to ops: a resolved', '10m31s firing to ops: b, c'],
  },
  {
    name: 'one who has acknowledged for one receiver ends the repetition for the other too',
    routing: `
route:
  receiver: ops
  routes:
    - { receiver: dba, continue: true, matchers: ['level="critical"'] }
    - { receiver: lead, matchers: ['level="critical"'], escalation: [{ wait: 1h, receiver: boss }] }
${RECEIVERS}`,
    start: START,
    steps: [
      open('0s', 'a', { level: 'critical' }),
      { at: '30m', do: 'acknowledge', name: 'a' },
      { at: '9h', do: 'resolve', name: 'a' },
    ],
    until: '10h',
    told: [
      '30s firing to dba: a',
      '30s firing to lead: a',
      '9h resolved to dba: a resolved',
      '9h resolved to lead: a resolved',
    ],
  },
]
