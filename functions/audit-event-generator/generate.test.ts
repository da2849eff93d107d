import { describe, expect, it } from 'vitest'
import { AuditEvent } from '../../shared/events/audit-event.ts'
import { type GenerateOptions, generate } from './generate.ts'
import { STORIES, STORY_NAMES } from './stories/index.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS
const AT = Date.UTC(2026, 10, 25, 14, 30)
const options = (changes: Partial<GenerateOptions> = {}): GenerateOptions => ({
  seed: 'test',
  tick: 'one',
  atMs: AT,
  count: 40,
  storyRate: 1,
  ...changes,
})
const ticks = Array.from({ length: 50 }, (_, i) => ({ tick: `tick ${i}`, atMs: AT + i * MINUTE_MS }))
const labels = (events: ReturnType<typeof generate>) => events.flatMap(({ extensions }) => extensions['story'] ?? [])

describe('generate', () => {
  it('gives the same bytes for the same seed and tick', () => {
    expect(JSON.stringify(generate(options()))).toBe(JSON.stringify(generate(options())))
  })

  it('gives other events for another seed and for another tick', () => {
    const ids = [options(), options({ seed: 'other' }), options({ tick: 'two' })].flatMap((o) =>
      generate(o).map(({ id }) => id),
    )
    expect(new Set(ids).size).toBe(ids.length)
    const names = (o: GenerateOptions) => generate(o).map(({ data }) => `${data.actor.user.name} ${data.activity_name}`)
    expect(names(options())).not.toEqual(names(options({ seed: 'other' })))
  })

  it('gives events that are valid, of one source, and happened before the tick: ordinary ones in its minute', () => {
    for (const { data, source, time, extensions } of generate(options({ count: 2_000, stories: STORY_NAMES }))) {
      expect(AuditEvent.safeParse(data).success, JSON.stringify(data)).toBe(true)
      expect(source).toBe('/generator')
      expect(Date.parse(time)).toBe(data.time)
      expect(data.time).toBeLessThan(AT)
      expect(data.time).toBeGreaterThanOrEqual(AT - (extensions['story'] ? DAY_MS : MINUTE_MS))
    }
  })

  it('gives every event an id of the UUID form, none twice even in the largest tick', () => {
    const ids = generate(options({ count: 10_000, stories: STORY_NAMES })).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
      true,
    )
  })

  it('keeps the events of a smaller count when more are asked for', () => {
    const few = generate(options({ count: 20 }))
    const many = new Set(generate(options({ count: 60 })).map((event) => JSON.stringify(event)))
    expect(few.every((event) => many.has(JSON.stringify(event)))).toBe(true)
  })

  it('tells at least one story in each tick at rate 1, whole and labelled, on top of the ordinary events', () => {
    for (const at of ticks) {
      const events = generate(options(at))
      const told = labels(events)
      expect(told.length).toBeGreaterThan(0)
      expect(events.length - told.length).toBe(40)
      expect(new Set(told).size).toBe(1)
    }
  })

  it('gives each telling of a story an id of its own', () => {
    const events = generate(options({ stories: ['mass-download', 'mass-download', 'impossible-travel'] }))
    const tellings = events.flatMap(({ extensions }) =>
      extensions['story'] ? [`${extensions['story']} ${extensions['storyid']}`] : [],
    )
    expect(new Set(tellings).size).toBe(3)
  })

  it('has the other products in ordinary days, each under its own log source', () => {
    const events = ticks.flatMap((at) => generate(options({ ...at, storyRate: 0 })))
    const sources = new Set(events.map(({ data: { logsource } }) => `${logsource.product}/${logsource.service}`))
    expect([...sources].sort()).toEqual([
      'auditflow/synthetic',
      'aws/cloudtrail',
      'azure/auditlogs',
      'azure/signinlogs',
      'github/audit',
      'kubernetes/audit',
      'linux/auth',
      'okta/okta',
    ])
    const own = events.filter(({ data }) => data.logsource.product === 'auditflow').length
    expect(own / events.length).toBeGreaterThan(0.4)
  })

  it('tells as many stories as the rate says, over many ticks', () => {
    const told = ticks.filter((at) => labels(generate(options({ ...at, storyRate: 0.3 }))).length > 0).length
    expect(told).toBeGreaterThan(5)
    expect(told).toBeLessThan(25)
  })

  it('tells the least number of stories asked for, whatever the rate', () => {
    expect(ticks.every((at) => labels(generate(options({ ...at, storyRate: 0, minStories: 1 }))).length > 0)).toBe(true)
  })

  it('labels nothing when no story is told', () => {
    for (const at of ticks) expect(labels(generate(options({ ...at, storyRate: 0 })))).toEqual([])
  })

  it('tells the stories asked for by name, and each is complete in one tick', () => {
    for (const { name } of STORIES) {
      const events = generate(options({ stories: [name], count: 1 }))
      const told = events.filter(({ extensions }) => extensions['story'] === name)
      expect(told.length).toBe(events.length - 1)
      expect(told.length).toBeGreaterThan(3)
    }
  })

  it('spreads ordinary days over most people, services and activities', () => {
    const events = ticks.flatMap((at) => generate(options({ ...at, storyRate: 0 })))
    expect(new Set(events.map(({ data }) => data.actor.user.name)).size).toBeGreaterThan(25)
    expect(new Set(events.map(({ data }) => data.activity_name)).size).toBeGreaterThan(20)
    const failures = events.filter(({ data }) => data.status === 'Failure').length
    expect(failures).toBeGreaterThan(0)
    expect(failures / events.length).toBeLessThan(0.1)
  })

  it('has people work by day at home: at noon in Stockholm more of Stockholm than at midnight', () => {
    const swedes = (hour: number) =>
      generate(options({ atMs: Date.UTC(2026, 10, 25, hour), count: 500, storyRate: 0 })).filter(
        ({ data }) => data.src_endpoint.location?.country === 'SE',
      ).length
    expect(swedes(11)).toBeGreaterThan(3 * swedes(23))
  })
})
