import { describe, expect, it } from 'vitest'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { Refused, Unavailable } from '../../shared/ports/outcome.ts'
import { type GeneratorPorts, handle } from './handle.ts'
import type { Tick } from './read-tick.ts'

const NOW = Date.UTC(2026, 10, 25, 14, 30, 42, 187)

const ping = (data: unknown, changes: Partial<CloudEvent> = {}): CloudEvent => ({
  specversion: '1.0',
  id: 'c7a1b7a2-0000-4000-8000-000000000001',
  source: '/apis/v1/namespaces/auditflow/pingsources/every-minute',
  type: 'dev.knative.sources.ping',
  time: '2026-11-25T14:30:00.312Z',
  data,
  extensions: {},
  ...changes,
})

const rig = (config: Partial<GeneratorPorts['config']> = {}) => {
  const calls: CloudEvent[][] = []
  const warnings: string[] = []
  const quiet = () => undefined
  const ports: GeneratorPorts = {
    publisher: {
      publish: async (events) => {
        calls.push([...events])
      },
      close: async () => quiet(),
    },
    clock: () => NOW,
    log: { info: quiet, warn: (message) => warnings.push(message), error: quiet },
    config: { seed: 'test', count: 20, storyRate: 0, ...config },
  }
  const run = async (given: Tick, changes: Partial<GeneratorPorts> = {}) => {
    calls.length = 0
    const outcome = await handle(given, { ...ports, ...changes })
    return {
      outcome,
      ids: calls.flat().map(({ id }) => id),
      sizes: calls.map(({ length }) => length),
      events: calls.flat(),
    }
  }
  return { run, warnings }
}

describe('handle', () => {
  it('publishes the events of a ping in one call and says how many', async () => {
    const { outcome, sizes } = await rig().run({ event: ping(null) })
    expect(outcome).toEqual({ rejected: [], published: 20 })
    expect(sizes).toEqual([20])
  })

  it('gives the same events when a ping is delivered again', async () => {
    const { run } = rig({ storyRate: 1 })
    const first = await run({ event: ping(null) })
    const again = await run({ event: ping(null, { time: '2026-11-25T14:30:00.811Z' }) }, { clock: () => NOW + 30_000 })
    expect(again.events).toEqual(first.events)
  })

  it('gives other events to the next ping and to another cron source', async () => {
    const { run } = rig()
    const { ids } = await run({ event: ping(null) })
    const next = await run({ event: ping(null, { time: '2026-11-25T14:31:00.100Z' }) })
    const other = await run({ event: ping(null, { source: '/apis/v1/namespaces/auditflow/pingsources/hourly' }) })
    expect(new Set([...ids, ...next.ids, ...other.ids]).size).toBe(60)
  })

  it('takes an empty POST for the tick of the minute', async () => {
    const { run } = rig()
    const first = await run({})
    const sameMinute = await run({ body: '' }, { clock: () => NOW + 15_000 })
    const nextMinute = await run({}, { clock: () => NOW + 60_000 })
    expect(sameMinute.ids).toEqual(first.ids)
    expect(nextMinute.ids).not.toContain(first.ids[0])
    expect(first.events.every(({ time }) => Date.parse(time) < Date.UTC(2026, 10, 25, 14, 30))).toBe(true)
  })

  it('follows the count and the stories that a tick asks for', async () => {
    const { outcome, events } = await rig().run({ event: ping({ count: 5, stories: ['mass-download'] }) })
    expect(outcome.published).toBe(events.length)
    expect(events.filter(({ extensions }) => extensions['story'] === undefined)).toHaveLength(5)
    expect(events.filter(({ extensions }) => extensions['story'] === 'mass-download').length).toBeGreaterThan(20)
  })

  it('tells no story when the list is empty', async () => {
    const { outcome } = await rig({ storyRate: 1 }).run({ body: { stories: [] } })
    expect(outcome.published).toBe(20)
  })

  it('keeps the ids apart of two wishes in the same minute', async () => {
    const { run } = rig()
    const first = await run({ body: { stories: ['mass-download'] } })
    const second = await run({ body: { stories: ['impossible-travel'] } })
    expect(second.ids.filter((id) => first.ids.includes(id))).toEqual([])
  })

  it('publishes many events in calls of at most 500', async () => {
    const { sizes } = await rig().run({ event: ping({ count: 1_200 }) })
    expect(sizes).toEqual([500, 500, 200])
  })

  it.each([
    [{ count: 0 }, 'data.count: must be 1 or more'],
    [{ count: 10_001 }, 'data.count: must be 10000 or less'],
    [{ count: 1.5 }, 'data.count: must be a whole number'],
    [{ count: '5' }, 'data.count: must be a whole number'],
    [{ stories: ['heist'] }, 'data.stories.0: must be one of password-guessing, '],
    [{ stories: 'mass-download' }, 'data.stories: must be a list of names'],
    [{ stories: Array.from({ length: 21 }, () => 'mass-download') }, 'data.stories: must be 20 names or fewer'],
    [{ storys: [] }, 'data: has no field storys'],
    ['{"count": 5}', 'data: must be a JSON object, sent as application/json'],
    [[], 'data: must be a JSON object'],
  ])('rejects a ping that asks for %j and names the field', async (data, reason) => {
    const { run, warnings } = rig()
    const event = ping(data)
    const { outcome, sizes } = await run({ event })
    expect(outcome.rejected).toEqual([{ event, reason: expect.stringContaining(reason) }])
    expect(outcome.published).toBe(0)
    expect(sizes).toEqual([])
    expect(warnings).toEqual(['tick refused'])
  })

  it.each(['0001-01-01T00:00:00Z', 'yesterday'])('rejects a ping of the time %s', async (time) => {
    const { outcome } = await rig().run({ event: ping(null, { time }) })
    expect(outcome.rejected[0]?.reason).toBe(`time: ${time} is not a time that events can have`)
  })

  it('refuses a plain POST that asks for something impossible', async () => {
    await expect(rig().run({ body: { count: -1 } })).rejects.toThrow(new Refused('data.count: must be 1 or more'))
  })

  it('passes on that the broker is away', async () => {
    const publisher = {
      publish: () => Promise.reject(new Unavailable('no broker')),
      close: () => Promise.resolve(),
    }
    await expect(rig().run({}, { publisher })).rejects.toThrow(Unavailable)
  })
})
