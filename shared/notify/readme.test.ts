import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CHANNEL_KINDS } from './channels/types.ts'
import { explainRoute } from './routing/explain-route.ts'
import { parseRouting } from './routing/parse-routing.ts'

const text = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
const [example = '', steps = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)

const FILES: Readonly<Record<string, string>> = {
  'smtp-password': 'secret',
  'pagerduty-key': 'k'.repeat(32),
  'slack-url': 'https://hooks.slack.com/services/T/B/x',
  'webhook-secret': `whsec_${'A'.repeat(32)}`,
}
const readFile = (path: string): string => {
  if (FILES[path] === undefined) throw new Error(`${path} does not exist`)
  return FILES[path]
}

it('the example is a routing that can be read, and does what its comments say', () => {
  const routing = parseRouting(example, readFile)
  const taken = (labels: Record<string, string[]>, time: string) =>
    explainRoute(routing, labels, { now: Date.parse(time), silences: [], firing: [] }).map(({ receiver, muted }) =>
      muted.length > 0 ? `${receiver} (muted)` : receiver,
    )
  const night = '2026-06-01T22:00:00Z'
  expect(taken({ level: ['critical'], product: ['aws'] }, night)).toEqual(['pager'])
  expect(taken({ level: ['high'], 'actor.user.name': ['svc-x'], product: ['aws'] }, night)).toEqual([
    'platform (muted)',
    'cloud',
  ])
  expect(taken({ level: ['high'] }, night)).toEqual(['mail'])
  expect(routing.root.routes[0]?.escalation).toEqual([
    { waitMs: 900_000, receiver: 'second-line' },
    { waitMs: 1_800_000, receiver: 'management' },
  ])
})

it('the example of an escalation is one', () => {
  const whole = `route:\n  receiver: a\n${steps.replaceAll(/^/gm, '  ').trimEnd()}\nreceivers: [{ name: a }, { name: second-line }, { name: management }]`
  expect(parseRouting(whole, readFile).root.escalation).toHaveLength(2)
})

it('every kind of channel is named', () => {
  for (const kind of CHANNEL_KINDS) expect(text).toContain(`\`${kind}\``)
})
