import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ALERT_TRIGGERED, AUDIT_EVENT, CATALOGUE, EVENT_REJECTED, NOTIFICATION_DUE } from './catalogue.ts'
import { deadLetterOutlets, deadLetterQueues, EXCHANGE, isResting, outletsOf, queuesFor, Topology } from './topology.ts'

const exchange = (name: string, type: 'topic' | 'fanout' | 'direct') => ({ name, type, durable: true, arguments: {} })
const queue = (name: string, args: Record<string, string | number> = {}) => ({ name, durable: true, arguments: args })
const binding = (source: string, destination: string, routing_key: string) => ({
  source,
  destination,
  destination_type: 'queue' as const,
  routing_key,
  arguments: {},
})
const topic = (pattern: string): Topology => ({
  exchanges: [exchange('x', 'topic')],
  queues: [queue('q')],
  bindings: [binding('x', 'q', pattern)],
})

describe('where a message goes', () => {
  it.each([
    ['a.b', 'a.b', true],
    ['a.b', 'a.b.c', false],
    ['a.*', 'a.b', true],
    ['a.*', 'a', false],
    ['a.*', 'a.b.c', false],
    ['*.b', 'a.b', true],
    ['*', 'a', true],
    ['*', '', false],
    ['#', '', true],
    ['#', 'a.b.c', true],
    ['a.#', 'a', true],
    ['a.#', 'a.b.c', true],
    ['a.#', 'b.a', false],
    ['#.c', 'a.b.c', true],
    ['#.c', 'c', true],
    ['#.c', 'a.c.d', false],
    ['a.#.d', 'a.d', true],
    ['a.#.d', 'a.b.c.d', true],
    ['#.b.#', 'a.b.c', true],
    ['#.b.#', 'a.c', false],
    ['a.*.#', 'a', false],
    ['a.*.#', 'a.b', true],
    ['a.b', 'aXb', false],
  ])('the topic pattern "%s" takes "%s": %s', (pattern, key, taken) => {
    expect(queuesFor(topic(pattern), 'x', key)).toEqual(taken ? ['q'] : [])
  })

  it('is every bound queue of a fanout exchange, whatever the key', () => {
    const topology = {
      exchanges: [exchange('x', 'fanout')],
      queues: [],
      bindings: [binding('x', 'a', ''), binding('x', 'b', 'other')],
    }
    expect(queuesFor(topology, 'x', 'any')).toEqual(['a', 'b'])
  })

  it('is by the exact key at a direct exchange', () => {
    const topology = { exchanges: [exchange('x', 'direct')], queues: [], bindings: [binding('x', 'a', 'k.*')] }
    expect(queuesFor(topology, 'x', 'k.1')).toEqual([])
    expect(queuesFor(topology, 'x', 'k.*')).toEqual(['a'])
  })

  it('is each queue once, however many bindings take the message', () => {
    const topology = { ...topic('#'), bindings: [binding('x', 'q', '#'), binding('x', 'q', 'a')] }
    expect(queuesFor(topology, 'x', 'a')).toEqual(['q'])
  })

  it('is nowhere from another exchange', () => {
    expect(queuesFor(topic('#'), 'y', 'a')).toEqual([])
  })

  it('is the dead-letter exchange’s queues once it was rejected', () => {
    const topology = {
      exchanges: [exchange('dead', 'fanout')],
      queues: [queue('q', { 'x-dead-letter-exchange': 'dead' }), queue('plain')],
      bindings: [binding('dead', 'graves', '')],
    }
    expect(deadLetterQueues(topology, 'q')).toEqual(['graves'])
    expect(deadLetterQueues(topology, 'plain')).toEqual([])
    expect(deadLetterQueues(topology, 'unknown')).toEqual([])
  })
})

describe('a queue with a time to live', () => {
  const topology = {
    exchanges: [exchange('rest', 'fanout'), exchange('dead', 'fanout')],
    queues: [
      queue('dead', { 'x-dead-letter-exchange': 'rest' }),
      queue('rest', { 'x-dead-letter-exchange': 'dead', 'x-message-ttl': 1 }),
    ],
    bindings: [binding('rest', 'rest', ''), binding('dead', 'dead', '')],
  }

  it('is no end: what was rejected comes out where it goes on to', () => {
    expect(deadLetterQueues(topology, 'dead')).toEqual(['dead'])
    expect(topology.queues.map(({ name }) => isResting(topology, name))).toEqual([false, true])
  })

  it('is a rest on the way, also for what is published to it, and rests add up', () => {
    expect(deadLetterOutlets(topology, 'dead')).toEqual([{ queue: 'dead', restMs: 1 }])
    expect(outletsOf(topology, 'rest', 'any')).toEqual([{ queue: 'dead', restMs: 1 }])
    expect(outletsOf(topology, 'dead', 'any')).toEqual([{ queue: 'dead', restMs: 0 }])
    const longer = {
      ...topology,
      queues: [
        queue('dead', { 'x-dead-letter-exchange': 'first' }),
        queue('first', { 'x-dead-letter-exchange': 'rest', 'x-message-ttl': 20 }),
        topology.queues[1]!,
      ],
      bindings: [...topology.bindings, binding('first', 'first', '')],
      exchanges: [...topology.exchanges, exchange('first', 'fanout')],
    }
    expect(deadLetterOutlets(longer, 'dead')).toEqual([{ queue: 'dead', restMs: 21 }])
  })
})

describe('infra/rabbitmq/definitions.json', () => {
  const topology = Topology.parse(JSON.parse(readFileSync('infra/rabbitmq/definitions.json', 'utf8')))

  it('takes every event type that has a consumer to its queue', () => {
    const queues = Object.keys(CATALOGUE).map((type) => [type, queuesFor(topology, EXCHANGE, type)])
    expect(Object.fromEntries(queues)).toEqual({
      [AUDIT_EVENT]: ['auditflow.analysis'],
      [EVENT_REJECTED]: ['auditflow.analysis'],
      [ALERT_TRIGGERED]: ['auditflow.notification'],
      // For subscribers from outside: none of the functions takes it.
      'io.auditflow.analysis.completed.v1': [],
      [NOTIFICATION_DUE]: ['auditflow.due'],
    })
  })

  it('lets a reminder rest for a minute and brings it back to who sent it', () => {
    expect(outletsOf(topology, EXCHANGE, NOTIFICATION_DUE)).toEqual([
      { queue: 'auditflow.notification', restMs: 60_000 },
    ])
  })

  it.each(topology.queues)('$name is durable, replicated, and loses nothing it rejects', (one) => {
    expect(one.durable).toBe(true)
    expect(one.arguments['x-queue-type']).toBe('quorum')
    expect(deadLetterQueues(topology, one.name)).toEqual([
      one.name === 'auditflow.due' ? 'auditflow.notification' : 'auditflow.dead',
    ])
    // At-least-once dead-lettering works with this overflow only; otherwise RabbitMQ falls back to at-most-once.
    expect(one.arguments).toMatchObject({
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    })
  })

  // RabbitMQ 3.10 stops dead-lettering of a queue that is its own dead-letter queue after 32 messages, for good.
  it.each(topology.queues)('$name does not send what it rejects straight back to itself', (one) => {
    const exchange = String(one.arguments['x-dead-letter-exchange'])
    expect(queuesFor(topology, exchange, '')).not.toContain(one.name)
  })

  it('binds only what it declares, from durable exchanges', () => {
    const exchanges = topology.exchanges.map(({ name }) => name)
    const queues = topology.queues.map(({ name }) => name)
    for (const { source, destination } of topology.bindings) {
      expect(exchanges).toContain(source)
      expect(queues).toContain(destination)
    }
    expect(topology.exchanges.every(({ durable }) => durable)).toBe(true)
    expect(topology.exchanges).toContainEqual(expect.objectContaining({ name: EXCHANGE, type: 'topic' }))
  })
})
