import { describe, expect, it } from 'vitest'
import { groupOf } from './group-of.ts'
import { parseRouting } from './parse-routing.ts'
import { routeAlert } from './route-alert.ts'

const { root } = parseRouting(
  `
route:
  receiver: root
  group_by: [rule, tag]
  routes:
    - receiver: a
      matchers: ['team="a"']
      continue: true
      group_wait: 1m
      escalation: [{ wait: 5m, receiver: root }]
      routes:
        - { receiver: a1, matchers: ['level="high"'] }
        - { receiver: a2, match: { level: low }, group_by: [], escalation: [] }
    - { receiver: ab, match_re: { team: 'a|b' }, group_by: ['...'] }
    - { matchers: ['team="a"'] }
    - { receiver: never, matchers: ['team="a"'] }
receivers: [{ name: root }, { name: a }, { name: a1 }, { name: a2 }, { name: ab }, { name: never }]`,
  () => '',
)

describe('an alert takes', () => {
  it.each([
    ['the root when no child matches', {}, ['root']],
    ['the deepest that matches, and with continue what follows', { team: ['a'], level: ['high'] }, ['a1', 'ab']],
    ['the route itself when no child of it matches', { team: ['a'], level: ['medium'] }, ['a', 'ab']],
    ['older ways of matching too', { team: ['a'], level: ['low'] }, ['a2', 'ab']],
    ['the first that matches', { team: ['b'] }, ['ab']],
    ['by any value of a label', { team: ['x', 'b'] }, ['ab']],
  ])('%s', (_, labels, receivers) => {
    expect(routeAlert(root, labels).map(({ receiver }) => receiver)).toEqual(receivers)
  })
})

it('routes have keys of their own, and what they leave out from above', () => {
  const [a, ab, third, fourth] = root.routes
  expect([root, a, a?.routes[0], ab, third, fourth].map((route) => route?.key)).toEqual([
    '{}',
    '{}/{team="a"}',
    '{}/{team="a"}/{level="high"}',
    '{}/{team=~"a|b"}',
    '{}/{team="a"}/1',
    '{}/{team="a"}/2',
  ])
  expect(third?.receiver).toBe('root')
  expect(root).toMatchObject({ groupWaitMs: 30_000, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000 })
  expect(a?.routes[0]).toMatchObject({
    groupWaitMs: 60_000,
    groupBy: ['rule', 'tag'],
    escalation: [{ waitMs: 300_000, receiver: 'root' }],
  })
  expect(a?.routes[1]).toMatchObject({ groupBy: [], escalation: [] })
  expect(ab).toMatchObject({ groupBy: 'all', groupWaitMs: 30_000, escalation: [] })
})

describe('a group', () => {
  const route = (key: string, groupBy: string[] | 'all') => ({ key, groupBy })
  it('is known by its route and labels, whatever the order of values', () => {
    const one = groupOf(route('{}', ['tag', 'rule', 'none']), { rule: ['r'], tag: ['b', 'a'], other: ['x'] })
    expect(one.labels).toEqual({ rule: 'r', tag: 'a,b' })
    expect(one.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    expect(groupOf(route('{}', ['rule', 'tag']), { tag: ['a', 'b'], rule: ['r'] }).id).toBe(one.id)
    expect(groupOf(route('{}/1', ['rule', 'tag']), { tag: ['a', 'b'], rule: ['r'] }).id).not.toBe(one.id)
    expect(groupOf(route('{}', ['rule', 'tag']), { tag: ['a'], rule: ['r'] }).id).not.toBe(one.id)
  })

  it('is of every label with ..., and one for all without any', () => {
    expect(groupOf(route('{}', 'all'), { b: ['2'], a: ['1'] }).labels).toEqual({ a: '1', b: '2' })
    expect(groupOf(route('{}', []), { b: ['2'] })).toEqual(groupOf(route('{}', []), { c: ['3'] }))
  })
})
