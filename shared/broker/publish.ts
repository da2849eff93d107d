import type { ConfirmChannel, Message, RecoveringChannelModel } from 'amqplib'
import { type AmqpMessage, toAmqp } from '../events/amqp.ts'
import { EXCHANGE, queuesFor, type Topology } from '../events/topology.ts'
import { Unavailable } from '../ports/outcome.ts'
import type { Log, ProbedPublisher } from '../ports/ports.ts'
import { adviceFor, connectBroker } from './connect.ts'
import { declareTopology } from './topology.ts'

const TRIES = 3
const RETRY_DELAY_MS = 200
/** How long one try may wait for a channel or for its confirms. */
const TRY_TIMEOUT_MS = 5_000
/** Kubernetes gives a probe one second. */
const READY_TIMEOUT_MS = 900

type Outgoing = { type: string; message: AmqpMessage }

/** Numbers every message of the process, so that a returned one is told from its neighbours on the channel. */
let serial = 0

/**
 * Publishes to the exchange `auditflow` with the event's type as routing key, persistent, and waits for RabbitMQ's
 * confirm of every message (https://www.rabbitmq.com/docs/confirms). What was not confirmed is published again with
 * the same id. An event whose type has a bound queue in the topology, yet reaches none, counts as not accepted.
 */
export function amqpPublisher(url: string, topology: Topology, log: Log): ProbedPublisher {
  const mustRoute = routing(topology)
  let connection: Promise<RecoveringChannelModel> | undefined
  let channel: Promise<ConfirmChannel> | undefined

  const openChannel = async (): Promise<ConfirmChannel> => {
    connection ??= connectBroker(url, log)
    const opened = await (await connection).createConfirmChannel()
    // Each publish under way listens for its own returned messages.
    opened.setMaxListeners(0)
    opened.on('error', (error: Error) => log.error('broker channel closed', { reason: adviceFor(error) }))
    opened.on('close', () => {
      channel = undefined
    })
    await declareTopology(opened, topology)
    return opened
  }

  const ready = (): Promise<ConfirmChannel> => {
    channel ??= openChannel().catch((error: unknown) => {
      channel = undefined
      throw error
    })
    return channel
  }

  return {
    async publish(events) {
      // Written before anything is sent: an event that can't be is no passing fault, and none of the others goes out.
      let remaining: Outgoing[] = events.map((event) => ({ type: event.type, message: toAmqp(event) }))
      let reason = ''
      for (let attempt = 1; remaining.length > 0; attempt++) {
        try {
          const open = await within(TRY_TIMEOUT_MS, ready(), 'no connection to the broker')
          remaining = await within(
            TRY_TIMEOUT_MS,
            publishOnce(open, mustRoute, remaining),
            'no confirm from the broker',
          )
          reason = `${remaining.length} of ${events.length} events were not confirmed`
        } catch (error) {
          reason = (error as Error).message
        }
        if (remaining.length === 0) return
        if (attempt === TRIES) throw new Unavailable(`publishing failed: ${reason}`, { retryAfterSeconds: 2 })
        log.warn('publishing again', { attempt, reason })
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt))
      }
    },
    async ready() {
      await within(READY_TIMEOUT_MS, ready(), 'no connection to the broker')
    },
    async close() {
      await (await connection)?.close()
    },
  }
}

/** Publishes all, waits for all answers, and returns those that were refused or reached no queue. */
async function publishOnce(
  channel: ConfirmChannel,
  mustRoute: (type: string) => boolean,
  events: readonly Outgoing[],
): Promise<Outgoing[]> {
  const first = serial + 1
  serial += events.length
  const refused = new Set<Outgoing>()
  // The broker returns an unroutable message before it confirms it (https://www.rabbitmq.com/docs/publishers).
  const onReturn = ({ properties }: Message) => {
    const event = events[Number(properties.correlationId) - first]
    if (event !== undefined) refused.add(event)
  }
  channel.on('return', onReturn)
  try {
    await new Promise<void>((resolve) => {
      let unanswered = events.length
      events.forEach((event, index) => {
        const { type, message } = event
        const marks = { type, persistent: true, mandatory: mustRoute(type), correlationId: String(first + index) }
        channel.publish(EXCHANGE, type, message.content, { ...message.properties, ...marks }, (error) => {
          if (error) refused.add(event)
          if (--unanswered === 0) resolve()
        })
      })
    })
    return events.filter((event) => refused.has(event))
  } finally {
    channel.removeListener('return', onReturn)
  }
}

/** Whether events of a type have a queue to go to, worked out once a type. */
function routing(topology: Topology): (type: string) => boolean {
  const known = new Map<string, boolean>()
  return (type) => {
    const bound = known.get(type) ?? queuesFor(topology, EXCHANGE, type).length > 0
    known.set(type, bound)
    return bound
  }
}

function within<T>(ms: number, promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
