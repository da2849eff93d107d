import { describe, expect, it } from 'vitest'
import { makeEvents, TESTS_BEGIN } from './make-events.ts'
import { readTests } from './read-tests.ts'

const make = (...events: unknown[]) =>
  makeEvents(readTests({ tests: [{ name: 'n', events, alerts: [] }] }).tests[0]!, { product: 'p' })

describe('making the events of a test', () => {
  it('lays what a test says over what it leaves out, maps within maps', () => {
    const [made] = make({
      event: { actor: { user: { name: 'ann' }, session: { uid: 's' } }, resources: [{ name: 'r' }] },
    })
    expect(made!.event).toEqual({
      time: TESTS_BEGIN,
      activity_name: 'test',
      class_uid: 0,
      severity_id: 1,
      status: 'Success',
      actor: { user: { name: 'ann' }, session: { uid: 's' } },
      src_endpoint: {},
      resources: [{ name: 'r' }],
      metadata: { version: '1.5.0', product: { name: 'test' } },
      logsource: { product: 'p' },
      raw: {},
    })
  })

  it('makes copies, numbered in every text and at their times', () => {
    const made = make({
      at: '-1m',
      repeat: 3,
      every: '2m',
      event: { activity_name: 'a{n}', resources: [{ name: '{n}/{n}' }] },
      raw: { list: ['x{n}'], number: 1 },
      logsource: { product: 'q', service: 's{n}' },
    })
    expect(made.map(({ event }) => (event.time - TESTS_BEGIN) / 60_000)).toEqual([-1, 1, 3])
    expect(made[1]!.event).toMatchObject({
      activity_name: 'a2',
      resources: [{ name: '2/2' }],
      raw: { list: ['x2'], number: 1 },
      logsource: { product: 'q', service: 's2' },
    })
    expect(new Set(made.map(({ uid }) => uid)).size).toBe(3)
  })

  it.each([
    [{ event: { status: 'Denied' } }, '"n": events.0.event.status: '],
    [{ event: { actor: { user: { name: 7 } } } }, '"n": events.0.event.actor.user.name: '],
    [{ event: { time: 0 } }, '"n": events.0.event.time: say it as "at" beside "event"'],
    [{ event: { raw: {} } }, '"n": events.0.event.raw: say it as "raw" beside "event"'],
    [{ at: '-999999999d' }, '"n": events.0.event.time: '],
  ])('refuses %j', (event, wanted) => {
    expect(() => make(event)).toThrow(wanted)
  })
})
