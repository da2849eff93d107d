import { describe, expect, it } from 'vitest'
import { durationText } from './duration-text.ts'
import { explainRoute } from './explain-route.ts'
import { parseMatchers } from './parse-matcher.ts'
import { parseRouting } from './parse-routing.ts'
import type { Surroundings } from './types.ts'

const NOW = Date.parse('2026-06-01T23:00:00Z')
const routing = parseRouting(
  `
route:
  receiver: ops
  group_by: [rule, tag]
  escalation: [{ wait: 15m, receiver: lead }, { wait: 1d, receiver: ops }]
  routes:
    - { receiver: night, matchers: ['team="night"'], active_time_intervals: [night], group_wait: 0s, escalation: [] }
    - { receiver: ops, matchers: ['team="both"'], continue: true, repeat_interval: 1h, escalation: [] }
    - { receiver: lead, matchers: ['team="both"'], mute_time_intervals: [night], repeat_interval: 30d, escalation: [] }
receivers:
  - { name: ops, console_configs: [{}, {}] }
  - { name: lead, console_configs: [{}] }
  - { name: night }
inhibit_rules: [{ source_matchers: [a=s], target_matchers: [a=t] }]
time_intervals: [{ name: night, time_intervals: [{ times: [{ start_time: '00:00', end_time: '06:00' }] }] }]`,
  () => '',
)

const explained = (labels: Record<string, string[]>, around: Partial<Surroundings> = {}) =>
  explainRoute(routing, labels, { now: NOW, silences: [], firing: [], ...around })
const lines = (told: ReturnType<typeof explained>[number]['told']) =>
  told.map(({ at, kind, step, receiver, channels }) =>
    [durationText(at - NOW), kind, step, receiver, ...channels].join(' '),
  )

describe('which route', () => {
  it('tells the receiver, its channels, the group, and who is told when', () => {
    const [only, ...others] = explained({ rule: ['r'], tag: ['y', 'x'] })
    expect(others).toEqual([])
    expect(only).toMatchObject({
      route: '{}',
      receiver: 'ops',
      channels: ['ops/console/0', 'ops/console/1'],
      groupLabels: { rule: 'r', tag: 'x,y' },
      muted: [],
    })
    expect(lines(only!.told)).toEqual([
      '30s firing 0 ops ops/console/0 ops/console/1',
      '15m30s escalation 1 lead lead/console/0',
      '4h30s repeat 0 ops ops/console/0 ops/console/1',
      '1d15m30s escalation 2 ops ops/console/0 ops/console/1',
    ])
  })

  it('tells of each route with continue', () => {
    const told = explained({ team: ['both'] })
    expect(told.map(({ route }) => route)).toEqual(['{}/{team="both"}', '{}/{team="both"}/1'])
    expect(told.map(({ told }) => lines(told).map((line) => line.split(' ops/')[0]))).toEqual([
      ['30s firing 0 ops', '1h30s repeat 0 ops'],
      ['30s firing 0 lead lead/console/0'],
    ])
    expect(told[1]?.watchedUntil).toBe(NOW + 8 * 86_400_000)
  })

  it('tells what mutes it now, and when it would be told all the same', () => {
    const [night] = explained({ team: ['night'] })
    expect(night?.muted).toEqual([{ by: 'time', interval: 'night' }])
    expect(lines(night!.told)).toEqual(['1h firing 0 night', '5h repeat 0 night'])

    const silence = { id: 's', matchers: parseMatchers('rule=r'), startsAt: NOW, endsAt: NOW + 3_600_000 }
    const [silent] = explained({ rule: ['r'] }, { silences: [silence] })
    expect(silent?.muted).toEqual([{ by: 'silence', silence }])
    expect(lines(silent!.told)[0]).toBe('1h30s firing 0 ops ops/console/0 ops/console/1')

    const [inhibited] = explained({ a: ['t'] }, { firing: [{ a: ['s'] }] })
    expect(inhibited?.muted).toEqual([{ by: 'inhibition', rule: routing.inhibitRules[0] }])
    expect(inhibited?.told).toEqual([])
  })
})
