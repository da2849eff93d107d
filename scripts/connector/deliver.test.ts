import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { decodeHttp } from '../../shared/events/http.ts'
import type { Delivery, Subscriber } from '../../shared/ports/ports.ts'
import { deliver } from './deliver.ts'
import type { SourcePlan } from './sources.ts'
import type { Target } from './target.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const plan: SourcePlan = {
  name: 'analysis',
  queue: 'q',
  parallelism: 2,
  batchSize: 10,
  prefetch: 20,
  retry: 3,
  backoffMs: (attempt) => 100 * 2 ** (attempt - 1),
  sink: { function: 'f', path: '/' },
}

/** A queue whose messages the test hands out, and what became of each. */
function testQueue() {
  const fates = new Map<string, string>()
  let hand: (delivery: Delivery) => void = () => undefined
  const subscriber: Subscriber = {
    subscribe: async (_, __, onDelivery) => {
      hand = onDelivery
    },
    close: async () => undefined,
  }
  const put = (id: string, data = '{}') =>
    hand({
      event: {
        specversion: '1.0',
        id,
        source: '/test',
        type: 't',
        time: '2026-11-25T00:00:00Z',
        datacontenttype: 'application/json',
        data: Buffer.from(data),
        extensions: {},
      },
      ack: () => void fates.set(id, 'acknowledged'),
      reject: () => void fates.set(id, 'dead'),
    })
  return { subscriber, put, fates }
}

/** A function that answers as told, given the ids of the events it gets; it remembers them request by request. */
function testFunction(answer: (ids: string[]) => number | Error) {
  const requests: string[][] = []
  const target: Target = {
    name: 'f',
    async post(_, { headers, body }) {
      const { events } = decodeHttp(new Headers(headers), body, '2026-11-25T00:00:00Z')
      const ids = events.map(({ id }) => id)
      requests.push(ids)
      const status = answer(ids)
      if (status instanceof Error) throw status
      return status
    },
  }
  return { target, requests }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const turns = async () => {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('deliver', () => {
  it('sends what waits as one batch and acknowledges it', async () => {
    const queue = testQueue()
    const { target, requests } = testFunction(() => 202)
    await deliver(plan, queue.subscriber, target, silent).started
    for (const id of ['a', 'b', 'c']) queue.put(id)
    await turns()
    expect(requests).toEqual([['a', 'b', 'c']])
    expect([...queue.fates.values()]).toEqual(['acknowledged', 'acknowledged', 'acknowledged'])
  })

  it.each([503, 502, 504, 429, 404, 425, 413])(
    'retries %i with growing waits, then gives the message up',
    async (status) => {
      const queue = testQueue()
      const { target, requests } = testFunction(() => status)
      await deliver(plan, queue.subscriber, target, silent).started
      queue.put('a')
      await turns()
      for (const waitMs of [100, 200, 400]) {
        const before = requests.length
        await vi.advanceTimersByTimeAsync(waitMs - 1)
        expect(requests).toHaveLength(before)
        await vi.advanceTimersByTimeAsync(1)
        await turns()
        expect(requests).toHaveLength(before + 1)
      }
      expect(queue.fates.get('a')).toBe('dead')
    },
  )

  it.each([500, 400, 403])('takes %i as final, as the RabbitMQ source does', async (status) => {
    const queue = testQueue()
    const { target, requests } = testFunction(() => status)
    await deliver(plan, queue.subscriber, target, silent).started
    queue.put('a')
    await turns()
    expect(requests).toHaveLength(1)
    expect(queue.fates.get('a')).toBe('dead')
  })

  it('retries when the function does not answer, and goes on when it does again', async () => {
    const queue = testQueue()
    let away = true
    const { target } = testFunction(() => (away ? new Error('ECONNREFUSED') : 202))
    await deliver(plan, queue.subscriber, target, silent).started
    queue.put('a')
    await turns()
    away = false
    await vi.advanceTimersByTimeAsync(100)
    await turns()
    expect(queue.fates.get('a')).toBe('acknowledged')
  })

  it('takes a batch apart that fails, so that one message does not take its neighbours along', async () => {
    const queue = testQueue()
    const { target } = testFunction((ids) => (ids.includes('poison') ? 500 : 202))
    await deliver(plan, queue.subscriber, target, silent).started
    for (const id of ['a', 'poison', 'b']) queue.put(id)
    await turns()
    expect(Object.fromEntries(queue.fates)).toEqual({ a: 'acknowledged', poison: 'dead', b: 'acknowledged' })
  })

  it('sends a message that is not the JSON it claims to be by itself', async () => {
    const queue = testQueue()
    const requests: string[] = []
    const { target } = testFunction(() => 202)
    const post = target.post
    target.post = async (path, message) => {
      const text = message.body.toString()
      requests.push(text)
      return text === 'no json' ? 202 : post(path, message)
    }
    await deliver(plan, queue.subscriber, target, silent).started
    queue.put('a')
    queue.put('broken', 'no json')
    await turns()
    expect(requests).toContain('no json')
    expect(queue.fates.get('a')).toBe('acknowledged')
  })

  it('has no more requests under way than its parallelism, and no more messages in one than its batch size', async () => {
    const queue = testQueue()
    let under = 0
    let most = 0
    const { target, requests } = testFunction(() => 202)
    const post = target.post
    target.post = async (path, message) => {
      most = Math.max(most, ++under)
      await new Promise((resolve) => setImmediate(resolve))
      under--
      return post(path, message)
    }
    await deliver(plan, queue.subscriber, target, silent).started
    for (let index = 0; index < 100; index++) queue.put(String(index))
    await turns()
    await turns()
    expect(queue.fates.size).toBe(100)
    expect(most).toBe(2)
    expect(Math.max(...requests.map((ids) => ids.length))).toBe(10)
  })
})
