import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decodeHttp } from '../../shared/events/http.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { schedule } from './schedule.ts'
import type { PingPlan } from './sources.ts'
import type { Target } from './target.ts'

const plan: PingPlan = {
  name: 'tick',
  schedule: '*/5 * * * *',
  timezone: 'UTC',
  data: '{"count":3}',
  contentType: 'application/json',
  sink: { function: 'f', path: '/' },
}

/** A function that answers as told and keeps the events it gets. */
function receiver(answer: () => number | Error = () => 202) {
  const events: { id: string; source: string; time: string; data: unknown }[] = []
  const target: Target = {
    name: 'f',
    post: async (_, { headers, body }) => {
      const status = answer()
      if (status instanceof Error) throw status
      events.push(...decodeHttp(new Headers(headers), body, '2000-01-01T00:00:00Z').events)
      return status
    },
  }
  return { target, events }
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-25T10:02:03.456Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a schedule', () => {
  it('ticks when it is due, not at its start', async () => {
    const { target, events } = receiver()
    const { stop } = schedule(plan, target, keepingLog())
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(events).toEqual([])
    await vi.advanceTimersByTimeAsync(6 * 60_000)
    expect(events.map(({ time }) => time)).toEqual(['2026-11-25T10:05:00.000Z', '2026-11-25T10:10:00.000Z'])
    expect(events[0]).toMatchObject({
      source: '/apis/v1/namespaces/auditflow/pingsources/tick',
      type: 'dev.knative.sources.ping',
      data: { count: 3 },
    })
    stop()
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(events).toHaveLength(2)
  })

  it('gives the same event from every sender, whenever each was started', async () => {
    const { target, events } = receiver()
    const one = schedule(plan, target, keepingLog())
    await vi.advanceTimersByTimeAsync(61_789)
    const other = schedule(plan, target, keepingLog())
    await vi.advanceTimersByTimeAsync(3 * 60_000)
    expect(events).toHaveLength(2)
    expect(events[0]).toEqual(events[1])
    one.stop()
    other.stop()
  })

  it('ticks at its start too when told so', async () => {
    const { target, events } = receiver()
    const { stop } = schedule(plan, target, keepingLog(), { atOnce: true })
    await vi.advanceTimersByTimeAsync(1)
    expect(events.map(({ time }) => time)).toEqual(['2026-11-25T10:02:03.456Z'])
    stop()
  })

  it('tries a tick six times, as one event, then counts it as lost', async () => {
    let calls = 0
    const { target, events } = receiver(() => (++calls < 6 ? new Error('refused') : 202))
    const count = vi.fn()
    const one = schedule(plan, target, keepingLog(), { atOnce: true, count })
    await vi.advanceTimersByTimeAsync(10_000)
    one.stop()
    expect(events).toHaveLength(1)
    expect(count).toHaveBeenLastCalledWith('tick', 'sent', 1)

    const log = keepingLog()
    const away = schedule(plan, receiver(() => 503).target, log, { atOnce: true, count })
    await vi.advanceTimersByTimeAsync(10_000)
    away.stop()
    expect(count).toHaveBeenLastCalledWith('tick', 'lost', 1)
    expect(log.lines).toMatchObject([{ message: 'tick lost', fields: { source: 'tick', reason: 'answered 503' } }])
  })
})
