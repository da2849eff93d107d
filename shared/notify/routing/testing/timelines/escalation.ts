import type { Timeline } from '../timeline.ts'
import { ESCALATING, open, RECEIVERS, START } from './routings.ts'

/** Who else is told when nobody acknowledges. */
export const ESCALATION: readonly Timeline[] = [
  {
    name: 'an escalation goes on until nobody is left, a step after the other',
    routing: ESCALATING,
    start: START,
    steps: [open('0s', 'a')],
    until: '20h',
    told: ['0s firing to ops: a', '15m escalation 1 to lead: a', '45m escalation 2 to boss: a'],
  },
  {
    name: 'an acknowledgement ends the escalation, and all who were told are told of the end',
    routing: ESCALATING,
    start: START,
    steps: [open('0s', 'a'), { at: '20m', do: 'acknowledge', name: 'a' }, { at: '3h', do: 'resolve', name: 'a' }],
    until: '2d',
    told: [
      '0s firing to ops: a',
      '15m escalation 1 to lead: a',
      '3h resolved to lead: a resolved',
      '3h resolved to ops: a resolved',
    ],
  },
  {
    name: 'an alert that is acknowledged before it was told is told all the same, once, and not escalated',
    routing: `
route: { receiver: ops, group_wait: 30s, repeat_interval: 1h, escalation: [{ wait: 15m, receiver: lead }] }${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a'), { at: '10s', do: 'acknowledge', name: 'a' }],
    until: '12h',
    told: ['30s firing to ops: a acknowledged'],
  },
  {
    name: 'a new alert in the course of an escalation is told with its next step',
    routing: ESCALATING,
    start: START,
    steps: [open('0s', 'a'), open('20m', 'b'), { at: '30m', do: 'acknowledge', name: 'a' }],
    until: '20h',
    told: [
      '0s firing to ops: a',
      '15m escalation 1 to lead: a',
      '20m firing to ops: a, b',
      '45m escalation 2 to boss: b',
    ],
  },
  {
    name: 'a new alert after all was acknowledged begins the escalation anew',
    routing: ESCALATING,
    start: START,
    steps: [open('0s', 'a'), { at: '20m', do: 'acknowledge', name: 'a' }, open('1h', 'b')],
    until: '1h40m',
    told: [
      '0s firing to ops: a',
      '15m escalation 1 to lead: a',
      '1h firing to ops: a acknowledged, b',
      '1h15m escalation 1 to lead: b',
    ],
  },
  {
    name: 'a new alert after the last step begins the escalation anew, with all that is open',
    routing: ESCALATING,
    start: START,
    steps: [open('0s', 'a'), open('2h', 'b')],
    until: '20h',
    told: [
      '0s firing to ops: a',
      '15m escalation 1 to lead: a',
      '45m escalation 2 to boss: a',
      '2h firing to ops: a, b',
      '2h15m escalation 1 to lead: a, b',
      '2h45m escalation 2 to boss: a, b',
    ],
  },
  {
    name: 'an alert that re-opens begins the escalation anew',
    routing: ESCALATING,
    start: START,
    steps: [
      open('0s', 'a'),
      { at: '16m', do: 'resolve', name: 'a' },
      { at: '30m', do: 'reopen', name: 'a' },
      { at: '46m', do: 'acknowledge', name: 'a' },
    ],
    until: '20h',
    told: [
      '0s firing to ops: a',
      '15m escalation 1 to lead: a',
      '16m resolved to lead: a resolved',
      '16m resolved to ops: a resolved',
      '30m firing to ops: a',
      '45m escalation 1 to lead: a',
    ],
  },
  {
    name: 'a step does not wait for group_interval, and what is new does',
    routing: `
route: { receiver: ops, group_wait: 0s, group_interval: 1h, escalation: [{ wait: 10m, receiver: lead }] }
${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a'), open('5m', 'b')],
    until: '2h',
    told: [
      '0s firing to ops: a',
      '10m escalation 1 to lead: a',
      '1h firing to ops: a, b',
      '1h10m escalation 1 to lead: a, b',
    ],
  },
  {
    name: 'a step that a silence held back comes after it, and the next waits as long as ever',
    routing: ESCALATING,
    start: START,
    steps: [
      open('0s', 'a', { host: 'h1' }),
      { at: '10m', do: 'silence', name: 's', matchers: 'host="h1"', for: '2h30s' },
    ],
    until: '20h',
    told: ['0s firing to ops: a', '2h11m escalation 1 to lead: a', '2h41m escalation 2 to boss: a'],
  },
  {
    name: 'a route below has its own escalation, and none where its list is empty',
    routing: `
route:
  receiver: ops
  group_wait: 0s
  repeat_interval: 1d
  escalation: [{ wait: 15m, receiver: lead }]
  routes:
    - { receiver: dba, matchers: ['level="low"'], escalation: [] }
    - { receiver: dba, matchers: ['level="critical"'] }
${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a', { level: 'low' }), open('1s', 'b', { level: 'critical' })],
    until: '20h',
    told: ['0s firing to dba: a', '1s firing to dba: b', '15m1s escalation 1 to lead: b'],
  },
]
