import type { Timeline } from '../timeline.ts'
import { INHIBITING, open, RECEIVERS, START } from './routings.ts'

/** What mutes what. */
export const INHIBITION: readonly Timeline[] = [
  {
    name: 'while the source fires the target is not told; after it, it is',
    routing: INHIBITING,
    start: START,
    steps: [
      open('0s', 'a', { level: 'critical', host: 'h1' }),
      open('1s', 'b', { host: 'h1' }),
      open('2s', 'c', { host: 'h2' }),
      { at: '21m', do: 'resolve', name: 'a' },
    ],
    until: '2h',
    told: ['30s firing to ops: a, c', '21m firing to ops: a resolved, b, c'],
  },
  {
    name: 'an acknowledged source goes on muting its targets',
    routing: INHIBITING,
    start: START,
    steps: [
      open('0s', 'a', { level: 'critical', host: 'h1' }),
      { at: '1m', do: 'acknowledge', name: 'a' },
      open('2m', 'b', { host: 'h1' }),
    ],
    until: '2h',
    told: ['30s firing to ops: a'],
  },
  {
    name: 'a source that comes later stops the repetition of its targets, and the escalation until it is over',
    routing: `
route: { receiver: ops, group_by: [level], group_wait: 0s, repeat_interval: 1h, escalation: [{ wait: 15m, receiver: lead }] }
inhibit_rules: [{ source_matchers: ['level="critical"'], target_matchers: ['level="high"'], equal: [host] }]
${RECEIVERS}`,
    start: START,
    steps: [
      open('0s', 'a', { host: 'h1' }),
      open('10m', 'b', { level: 'critical', host: 'h1' }),
      { at: '11m', do: 'acknowledge', name: 'b' },
      { at: '2h3m', do: 'resolve', name: 'b' },
    ],
    until: '3h1m',
    told: [
      '0s firing to ops: a',
      '10m firing to ops: b',
      '2h3m resolved to ops: b resolved',
      '2h5m escalation 1 to lead: a',
      '2h5m repeat to ops: a',
    ],
  },
  {
    name: 'alerts that match both sides of a rule do not mute each other',
    routing: `
route: { receiver: ops }
inhibit_rules: [{ source_matchers: ['level=~"high|critical"'], target_matchers: ['level=~"high|low"'] }]
${RECEIVERS}`,
    start: START,
    steps: [open('0s', 'a'), open('1s', 'b'), open('2s', 'c', { level: 'low' })],
    until: '1h',
    told: ['30s firing to ops: a, b'],
  },
]
