import type { Timeline } from '../timeline.ts'
import { BY_TEAM, open, PLAIN, RECEIVERS, START } from './routings.ts'

/** What comes together is told together. */
export const GROUPING: readonly Timeline[] = [
  {
    name: 'alerts that come within group_wait are told together',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), open('10s', 'b'), open('29s', 'c')],
    until: '1h',
    told: ['30s firing to ops: a, b, c'],
  },
  {
    name: 'an alert that comes after group_wait waits for group_interval, and all that fires is told',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), open('1m', 'b'), open('2m', 'c')],
    until: '1h',
    told: ['30s firing to ops: a', '5m30s firing to ops: a, b, c'],
  },
  {
    name: 'an alert that comes when group_interval has long passed is told at once',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a'), open('1h', 'b')],
    until: '2h',
    told: ['30s firing to ops: a', '1h firing to ops: a, b'],
  },
  {
    name: 'each value of a label makes a group of its own',
    routing: BY_TEAM,
    start: START,
    steps: [
      open('0s', 'a', { team: 'red' }),
      open('5s', 'b', { team: 'blue' }),
      open('10s', 'c', { team: 'red' }),
      open('15s', 'd'),
    ],
    until: '1h',
    told: ['30s firing to ops: a, c', '35s firing to ops: b', '45s firing to ops: d'],
  },
  {
    name: 'what is still open is repeated after repeat_interval, again and again',
    routing: PLAIN,
    start: START,
    steps: [open('0s', 'a')],
    until: '9h',
    told: ['30s firing to ops: a', '4h30s repeat to ops: a', '8h30s repeat to ops: a'],
  },
  {
    name: 'a repeat_interval shorter than group_interval waits for it',
    routing: `route: { receiver: ops, group_interval: 10m, repeat_interval: 1m }${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a')],
    until: '25m',
    told: ['30s firing to ops: a', '10m30s repeat to ops: a', '20m30s repeat to ops: a'],
  },
  {
    name: 'continue tells two receivers, each in its own time',
    routing: `
route:
  receiver: ops
  routes:
    - { receiver: dba, group_wait: 5s, continue: true, matchers: ['level="critical"'] }
    - { receiver: lead, group_wait: 1m, matchers: ['level=~"high|critical"'] }
${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a', { level: 'critical' }), open('10s', 'b'), open('20s', 'c', { level: 'low' })],
    until: '1h',
    told: ['5s firing to dba: a', '1m firing to lead: a, b', '50s firing to ops: c'],
  },
  {
    name: 'two like routes each tell',
    routing: `
route:
  receiver: ops
  routes:
    - { receiver: dba, continue: true, matchers: ['level="critical"'] }
    - { receiver: dba, continue: true, matchers: ['level="critical"'] }
${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a', { level: 'critical' })],
    until: '1h',
    told: ['30s firing to dba: a', '30s firing to dba: a'],
  },
]
