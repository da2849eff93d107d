import type { Channel, ChannelModel, ConsumeMessage, RecoveringChannelModel } from 'amqplib'
import { fromAmqp } from '../events/amqp.ts'
import { type CloudEvent, MalformedCloudEvent, toCloudEvent, uidOf } from '../events/envelope.ts'
import type { Topology } from '../events/topology.ts'
import type { Delivery, Log, Subscriber } from '../ports/ports.ts'
import { adviceFor, connectBroker } from './connect.ts'
import { groupAcks } from './group-acks.ts'
import { declareTopology } from './topology.ts'

const REOPEN_DELAY_MS = 1_000

/** What Knative's RabbitMQ source makes of a message that is no CloudEvent. */
export const FOREIGN_MESSAGE = 'dev.knative.rabbitmq.event'

type Subscription = { queue: string; prefetch: number; onDelivery: (delivery: Delivery) => void }

export type AmqpSubscriber = Subscriber & {
  /** Whether there is a connection and every queue that was subscribed to is consumed. */
  isConsuming(): boolean
}

/** Consumes over one connection, a channel a queue; channels and consumers are made anew after every loss. */
export function amqpSubscriber(url: string, topology: Topology, log: Log): AmqpSubscriber {
  const subscriptions: Subscription[] = []
  const consumed = new Set<Subscription>()
  let connection: Promise<RecoveringChannelModel> | undefined
  let current: ChannelModel | undefined
  const channels = new Set<Channel>()
  let closed = false

  const open = async (model: ChannelModel, subscription: Subscription): Promise<void> => {
    const channel = await model.createChannel()
    channels.add(channel)
    const acks = groupAcks(channel)
    let consuming = false
    channel.on('error', (error: Error) => log.warn('broker channel closed', { reason: adviceFor(error) }))
    channel.on('close', () => {
      acks.close()
      channels.delete(channel)
      consumed.delete(subscription)
      // A channel that closes before it consumes fails its opener, which tries again itself.
      if (consuming) setTimeout(() => void start(model, subscription), REOPEN_DELAY_MS).unref()
    })
    await declareTopology(channel, topology)
    await channel.prefetch(subscription.prefetch)
    await channel.consume(subscription.queue, (message) => {
      // null: the queue was deleted under the consumer. Closing the channel declares and consumes it anew.
      if (message === null) void channel.close()
      else subscription.onDelivery({ event: readEvent(message), ...acks.deliver(message) })
    })
    consuming = true
    consumed.add(subscription)
  }

  const start = async (model: ChannelModel, subscription: Subscription): Promise<void> => {
    if (closed || current !== model) return
    try {
      await open(model, subscription)
    } catch (error) {
      log.warn('consuming failed, trying again', { queue: subscription.queue, reason: adviceFor(error as Error) })
      setTimeout(() => void start(model, subscription), REOPEN_DELAY_MS).unref()
    }
  }

  const setup = async (model: ChannelModel): Promise<void> => {
    current = model
    // The connection's own listeners come after the setup; without one an error would end the process.
    model.on('error', (error: Error) => log.warn('broker connection error', { reason: error.message }))
    model.on('close', () => {
      if (current === model) current = undefined
    })
    for (const subscription of [...subscriptions]) await open(model, subscription)
  }

  return {
    async subscribe(queue, prefetch, onDelivery) {
      const subscription = { queue, prefetch, onDelivery }
      subscriptions.push(subscription)
      if (connection === undefined) connection = connectBroker(url, log, setup)
      else if (current !== undefined) await start(current, subscription)
      await (await connection).waitForConnect()
    },
    isConsuming: () => current !== undefined && subscriptions.every((subscription) => consumed.has(subscription)),
    async close() {
      closed = true
      // What was answered in this turn is acknowledged at its end, and a channel closes after its acknowledgements;
      // a connection may close before them.
      await new Promise(setImmediate)
      await Promise.allSettled([...channels].map((channel) => channel.close()))
      await (await connection)?.close()
    },
  }
}

function readEvent(message: ConsumeMessage): CloudEvent<Buffer> {
  const receivedAt = new Date().toISOString()
  try {
    return fromAmqp(message, receivedAt)
  } catch (error) {
    if (!(error instanceof MalformedCloudEvent)) throw error
    const id = message.properties.messageId ?? uidOf(message.fields.routingKey, message.content.toString('base64'))
    const attributes = {
      specversion: '1.0',
      id: String(id),
      source: `/rabbitmq/${message.fields.exchange}`,
      type: FOREIGN_MESSAGE,
      datacontenttype: 'text/plain',
    }
    return { ...toCloudEvent(attributes, null, receivedAt), data: message.content }
  }
}
