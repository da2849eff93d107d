import * as z from 'zod/mini'

const Arguments = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

/** The parts of RabbitMQ's definitions format that AuditFlow uses. https://www.rabbitmq.com/docs/definitions */
export const Topology = z.object({
  exchanges: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['topic', 'fanout', 'direct']),
      durable: z.boolean(),
      arguments: Arguments,
    }),
  ),
  queues: z.array(z.object({ name: z.string(), durable: z.boolean(), arguments: Arguments })),
  bindings: z.array(
    z.object({
      source: z.string(),
      destination: z.string(),
      destination_type: z.literal('queue'),
      routing_key: z.string(),
      arguments: Arguments,
    }),
  ),
})
export type Topology = z.infer<typeof Topology>

/** The exchange every event is published to; the routing key is the event's type. */
export const EXCHANGE = 'auditflow'

/** The queues that a message published to `exchange` with `routingKey` goes to (AMQP 0.9.1, section 3.1.3). */
export function queuesFor(topology: Topology, exchange: string, routingKey: string): string[] {
  const type = topology.exchanges.find(({ name }) => name === exchange)?.type
  const bound = topology.bindings.filter(
    (binding) =>
      binding.source === exchange &&
      (type === 'fanout' ||
        (type === 'topic' ? matchesTopic(binding.routing_key, routingKey) : binding.routing_key === routingKey)),
  )
  return [...new Set(bound.map(({ destination }) => destination))]
}

/** Where a message comes out, and for how many milliseconds it rests before. */
export type Outlet = { queue: string; restMs: number }

/**
 * Where somebody takes a message published to `exchange`: its queues, or where those lead in which it only rests.
 * @param restedMs how long it has rested already
 */
export function outletsOf(topology: Topology, exchange: string, routingKey: string, restedMs = 0): Outlet[] {
  return queuesFor(topology, exchange, routingKey).flatMap((queue) =>
    isResting(topology, queue)
      ? deadLetterOutlets(topology, queue, routingKey, restedMs + restOf(topology, queue))
      : [{ queue, restMs: restedMs }],
  )
}

/** Where a queue's rejected messages come out again. A queue in which they only rest is none: they go on to its own. */
export function deadLetterOutlets(topology: Topology, queue: string, routingKey = '', restedMs = 0): Outlet[] {
  const exchange = argumentsOf(topology, queue)['x-dead-letter-exchange']
  return typeof exchange === 'string' ? outletsOf(topology, exchange, routingKey, restedMs) : []
}

/** The queues among `deadLetterOutlets`. */
export function deadLetterQueues(topology: Topology, queue: string): string[] {
  return deadLetterOutlets(topology, queue).map((outlet) => outlet.queue)
}

/** Whether messages only wait in a queue, without anyone who takes them, until their time is over. */
export function isResting(topology: Topology, queue: string): boolean {
  return argumentsOf(topology, queue)['x-message-ttl'] !== undefined
}

function restOf(topology: Topology, queue: string): number {
  return Number(argumentsOf(topology, queue)['x-message-ttl'])
}

function argumentsOf(topology: Topology, queue: string): z.infer<typeof Arguments> {
  return topology.queues.find(({ name }) => name === queue)?.arguments ?? {}
}

function matchesTopic(pattern: string, key: string): boolean {
  return matchesWords(pattern.split('.'), key === '' ? [] : key.split('.'))
}

function matchesWords([word, ...pattern]: string[], key: string[]): boolean {
  if (word === undefined) return key.length === 0
  if (word === '#') return key.some((_, index) => matchesWords(pattern, key.slice(index))) || matchesWords(pattern, [])
  return key.length > 0 && (word === '*' || word === key[0]) && matchesWords(pattern, key.slice(1))
}
