import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isFiring } from './member.ts'
import { parseRouting } from './parse-routing.ts'
import { drive, type Planned } from './testing/drive.ts'
import { alertIdOf, type Timeline, type TimelineStep, toldLine } from './testing/timeline.ts'
import type { Member, Routing } from './types.ts'

const NAMES = ['a', 'b', 'c', 'd']
const STEPS = ', escalation: [{ wait: 7m, receiver: lead }, { wait: 20m, receiver: boss }]'
const RECEIVERS = 'receivers: [{ name: ops }, { name: dba }, { name: lead }, { name: boss }]'
const routingOf = (text: string): Routing => parseRouting(`${text}\n${RECEIVERS}`, () => '')
const UNMUTED = routingOf(`route: { receiver: ops, group_by: [team], repeat_interval: 1h${STEPS} }`)
const MUTED = ['', STEPS].map((steps) =>
  routingOf(`
route:
  receiver: ops
  group_by: [team]
  repeat_interval: 1h
  routes:
    - { receiver: dba, matchers: ['team="1"'], mute_time_intervals: [night]${steps} }
    - { receiver: dba, matchers: ['team="0"']${steps} }
inhibit_rules: [{ source_matchers: ['host="0"'], target_matchers: ['host="1"'] }]
time_intervals: [{ name: night, time_intervals: [{ times: [{ start_time: '01:00', end_time: '02:00' }] }] }]`),
)

const anyLabel = fc.constantFrom('0', '1', '2')
const anyChange = fc.record({
  minutes: fc.integer({ min: 0, max: 40 }),
  seconds: fc.integer({ min: 1, max: 59 }),
  what: fc.constantFrom('acknowledge', 'resolve', 'call_false', 'reopen', 'silence', 'end_silence'),
  name: fc.constantFrom(...NAMES),
  host: anyLabel,
})
const anyOpening = fc.record({
  minutes: fc.integer({ min: 0, max: 59 }),
  seconds: fc.integer({ min: 1, max: 59 }),
  team: anyLabel,
  host: anyLabel,
})

/** Alerts open in any order, and then go through anything that may happen to them. */
const anyTimeline = fc
  .record({ openings: fc.tuple(...NAMES.map(() => anyOpening)), changes: fc.array(anyChange, { maxLength: 12 }) })
  .map(({ openings, changes }): Timeline => {
    const steps: (TimelineStep & { at: string })[] = openings.map(({ minutes, seconds, team, host }, index) => ({
      at: `${minutes}m${seconds}s`,
      do: 'open',
      alert: { name: NAMES[index]!, labels: { team: [team], host: [host] } },
    }))
    let passed = 3_600
    const isOver = new Set<string>()
    for (const { minutes, seconds, what, name, host } of changes) {
      passed += minutes * 60 + seconds
      const at = `${passed}s`
      // Only what is over re-opens, and only what is not may end.
      if (what === 'silence') steps.push({ at, do: what, name: 'silence', matchers: `host="${host}"`, for: '33m' })
      else if (what === 'end_silence') steps.push({ at, do: what, name: 'silence' })
      else if (what === 'reopen' && isOver.delete(name)) steps.push({ at, do: what, name })
      else if (what === 'acknowledge' && !isOver.has(name)) steps.push({ at, do: what, name })
      else if ((what === 'resolve' || what === 'call_false') && !isOver.has(name)) {
        isOver.add(name)
        steps.push({ at, do: what, name })
      }
    }
    return { name: '', routing: '', start: '2026-06-01T00:00:00Z', steps, until: '14h', told: [] }
  })

const anyLooks = fc.array(fc.integer({ min: 0, max: 14 * 3_600_000 }), { maxLength: 40 })

function played(timeline: Timeline, routing: Routing, offsets: readonly number[]): Planned[] {
  return drive(
    timeline,
    routing,
    offsets.map((offset) => Date.parse(timeline.start) + offset),
  )
}

it('a look more where nothing is muted and nothing waits tells nothing more and nothing less, and at the same times', () => {
  fc.assert(
    fc.property(
      anyTimeline.map(({ steps, ...rest }) => ({ ...rest, steps: steps.filter((step) => step.do !== 'silence') })),
      anyLooks,
      (timeline, offsets) => {
        const lines = (told: Planned[]) => told.map((one) => toldLine(timeline, one))
        expect(lines(played(timeline, UNMUTED, offsets))).toEqual(lines(played(timeline, UNMUTED, [])))
      },
    ),
    { numRuns: 500 },
  )
})

it('with everything that mutes, each episode is told once, what is over once, and in the end nothing is owed', () => {
  fc.assert(
    fc.property(anyTimeline, fc.constantFrom(...MUTED), anyLooks, (timeline, routing, offsets) => {
      const told = played(timeline, routing, offsets)
      expect(faultsOf(told)).toEqual([])
      expect(missing(timeline, told)).toEqual([])
    }),
    { numRuns: 1_000 },
  )
})

const keyOf = (receiver: string, { alertId, episode }: Member): string => `${receiver} ${alertId} ${episode}`

/** Notices that say nothing new. */
function faultsOf(told: readonly Planned[]): Planned[] {
  const firing = new Set<string>()
  const over = new Set<string>()
  return told.filter(({ kind, receiver, members }) => {
    const fires = members.filter(isFiring).map((member) => keyOf(receiver, member))
    const ends = members.filter((member) => !isFiring(member)).map((member) => keyOf(receiver, member))
    const isTwice = ends.some((key) => over.has(key))
    const isIdle = kind === 'firing' ? fires.every((key) => firing.has(key)) : kind === 'resolved' && ends.length === 0
    if (kind !== 'escalation') for (const key of fires) firing.add(key)
    for (const key of ends) over.add(key)
    return isTwice || isIdle
  })
}

/** Alerts whose state in the end somebody should know and does not. */
function missing({ steps }: Timeline, told: readonly Planned[]): string[] {
  const alerts = steps.flatMap((step) => (step.do === 'open' ? [step.alert] : []))
  const last = (name: string) => steps.findLast((step) => 'name' in step && step.name === name)?.do
  const isOpen = (name: string) => last(name) !== 'resolve' && last(name) !== 'call_false'
  const episodeOf = (name: string) => 1 + steps.filter((step) => step.do === 'reopen' && step.name === name).length
  const isSource = alerts.some(({ name, labels }) => labels?.['host']?.[0] === '0' && isOpen(name))
  return alerts.flatMap(({ name, labels }) => {
    if (isSource && labels?.['host']?.[0] === '1') return []
    const listed = told.flatMap(({ receiver, members }) =>
      members.filter(({ alertId }) => alertId === alertIdOf(name)).map((member) => ({ receiver, member })),
    )
    if (isOpen(name))
      return listed.some(({ member }) => isFiring(member) && member.episode === episodeOf(name))
        ? []
        : [`${name} fires`]
    const lastHeard = new Map(listed.map(({ receiver, member }) => [receiver, isFiring(member)]))
    return [...lastHeard].filter(([, fires]) => fires).map(([receiver]) => `${name} is over, and ${receiver} awaits it`)
  })
}
