import type { Timeline } from './timeline.ts'

const RECEIVERS = `
receivers:
  - name: ops
    console_configs: [{ send_resolved: true }]
  - name: dba
    console_configs: [{ send_resolved: true }]
  - name: lead
    console_configs: [{ send_resolved: true }]
  - name: boss
    console_configs: [{ send_resolved: true }]
`

/** One group for everything: waits 30s, then 5m; repeats after 4h. */
const PLAIN = `route: { receiver: ops }${RECEIVERS}`
const BY_TEAM = `route: { receiver: ops, group_by: [team] }${RECEIVERS}`
const ESCALATING = `
route:
  receiver: ops
  group_wait: 0s
  group_interval: 1m
  repeat_interval: 1d
  escalation:
    - { wait: 15m, receiver: lead }
    - { wait: 30m, receiver: boss }
${RECEIVERS}`

const START = '2026-06-01T00:00:00Z'
const open = (at: string, name: string, rest: { level?: 'low' | 'critical'; team?: string; host?: string } = {}) => {
  const { level, ...labels } = rest
  const entries = Object.entries(labels).map(([label, value]) => [label, [value]])
  return { at, do: 'open', alert: { name, ...(level && { level }), labels: Object.fromEntries(entries) } } as const
}

/** What the desk promises, as a table. Whatever plays it has to tell exactly these. */
export const TIMELINES: readonly Timeline[] = [
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
]
