import amqplib, { type ChannelModel } from 'amqplib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { amqpSubscriber, FOREIGN_MESSAGE } from '../../shared/broker/consume.ts'
import { amqpPublisher } from '../../shared/broker/publish.ts'
import { declareTopology } from '../../shared/broker/topology.ts'
import { AUDIT_EVENT, EVENT_REJECTED } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { EXCHANGE } from '../../shared/events/topology.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import type { Delivery } from '../../shared/ports/ports.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { createTestBroker, type TestBroker } from '../helpers/broker.ts'
import { keepingLog } from '../helpers/keeping-log.ts'
import { createTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts'
import { until } from '../helpers/until.ts'

const QUEUE = 'auditflow.analysis'
const DEAD = 'auditflow.dead'

let broker: TestBroker
let admin: ChannelModel
let log: ReturnType<typeof keepingLog>
let closing: (() => unknown)[]

/** Takes 15 seconds of waiting, so it begins with the file. */
let away: Promise<{ error: unknown; ms: number; log: ReturnType<typeof keepingLog> }>

beforeAll(async () => {
  away = publishAway()
  broker = await createTestBroker()
  admin = await amqplib.connect(broker.url)
})
afterAll(async () => {
  await admin.close()
  await broker.drop()
})
beforeEach(() => {
  log = keepingLog()
  closing = []
})
afterEach(async () => {
  for (const close of closing.reverse()) await close()
  const channel = await admin.createChannel()
  for (const { name } of topology.queues) await channel.deleteQueue(name)
  await channel.close()
})

async function publishAway() {
  const kept = keepingLog()
  const publisher = amqpPublisher(`amqp://guest:guest@127.0.0.1:${await freePort()}`, topology, kept)
  const started = performance.now()
  const error: unknown = await publisher.publish([eventOf(1)]).catch((thrown: unknown) => thrown)
  await publisher.close()
  return { error, ms: performance.now() - started, log: kept }
}

const eventOf = (number: number, type: string = AUDIT_EVENT): CloudEvent => ({
  specversion: '1.0',
  id: `id-${number}`,
  source: '/test',
  type,
  time: '2026-11-25T07:00:00.123Z',
  datacontenttype: 'application/json',
  data: { number, text: 'grüße \u0000 \u{1f600} "\\u0000"' },
  extensions: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', story: 'one' },
})
const events = (count: number, from = 0) => Array.from({ length: count }, (_, index) => eventOf(from + index))

function publisherAt(url = broker.url) {
  const publisher = amqpPublisher(url, topology, log)
  closing.push(() => publisher.close())
  return publisher
}

async function subscribe(
  onDelivery: (delivery: Delivery) => void,
  { url = broker.url, queue = QUEUE, prefetch = 100 } = {},
) {
  const subscriber = amqpSubscriber(url, topology, log)
  closing.push(() => subscriber.close())
  await subscriber.subscribe(queue, prefetch, onDelivery)
  return subscriber
}

async function ready(queue: string): Promise<number> {
  const channel = await admin.createChannel()
  const { messageCount } = await channel.checkQueue(queue)
  await channel.close()
  return messageCount
}

/** None where there is no queue. */
async function consumers(): Promise<number> {
  const channel = await admin.createChannel()
  channel.on('error', () => undefined)
  const found = await channel.checkQueue(QUEUE).catch(() => undefined)
  if (found !== undefined) await channel.close()
  return found?.consumerCount ?? 0
}

async function declare(): Promise<void> {
  const channel = await admin.createChannel()
  await declareTopology(channel, topology)
  await channel.close()
}

async function proxied(): Promise<{ proxy: TcpProxy; url: string }> {
  const proxy = await createTcpProxy(5672)
  closing.push(() => proxy.close())
  return { proxy, url: broker.url.replace(':5672', `:${proxy.port}`) }
}

describe('what is published', () => {
  it('arrives once, attributes and bytes intact, after its confirm', async () => {
    const sent = events(1_000)
    await publisherAt().publish(sent)
    expect(await ready(QUEUE)).toBe(1_000)
    const got: CloudEvent<Buffer>[] = []
    await subscribe(({ event, ack }) => {
      got.push(event)
      ack()
    })
    await until('all to arrive', () => got.length >= 1_000)
    expect(got.map((event) => ({ ...event, data: JSON.parse(event.data.toString()) }))).toEqual(sent)
    await until('an empty queue', async () => (await ready(QUEUE)) === 0)
    expect(got).toHaveLength(1_000)
  })

  it('is fine without a queue when the topology binds none to its type', async () => {
    await publisherAt().publish([eventOf(1, 'io.auditflow.analysis.completed.v1')])
    expect(await ready(QUEUE)).toBe(0)
  })

  it('is not accepted when its queue was deleted, until a new connection declares it anew', async () => {
    const { proxy, url } = await proxied()
    const publisher = publisherAt(url)
    await publisher.publish([eventOf(1)])
    const channel = await admin.createChannel()
    await channel.deleteQueue(QUEUE)
    await expect(publisher.publish([eventOf(2)])).rejects.toThrow(Unavailable)
    proxy.cut()
    await publisher.publish([eventOf(2)])
    expect(await ready(QUEUE)).toBe(1)
  })

  it('is accepted by the publisher that was refused before, once the broker is there', async () => {
    const { proxy, url } = await proxied()
    proxy.open = false
    const publisher = publisherAt(url)
    const publishing = publisher.publish([eventOf(1)])
    await until('a first attempt', () => proxy.connections > 0)
    proxy.open = true
    await publishing
    expect(await ready(QUEUE)).toBe(1)
  })
})

describe('a connection that is cut in the middle', () => {
  it('loses nothing: the publisher sends again with the same ids, the subscriber goes on', async () => {
    const { proxy, url } = await proxied()
    const got: string[] = []
    await subscribe(
      ({ event, ack }) => {
        got.push(event.id)
        ack()
      },
      { url },
    )
    const publisher = publisherAt(url)
    const cutting = setInterval(() => proxy.cut(), 300)
    try {
      for (let batch = 0; batch < 10; batch++) await publishStubbornly(publisher, events(100, batch * 100))
    } finally {
      clearInterval(cutting)
    }
    await until('every id', () => new Set(got).size === 1_000)
    await until('an empty queue', async () => (await ready(QUEUE)) === 0)
    expect(new Set(got)).toEqual(new Set(events(1_000).map(({ id }) => id)))
    expect(proxy.connections).toBeGreaterThan(2)
  })

  it('does not end the process while the subscriber is being set up', async () => {
    const { proxy, url } = await proxied()
    proxy.cutOn = DEAD
    const got: string[] = []
    const subscribing = subscribe(
      ({ event, ack }) => {
        got.push(event.id)
        ack()
      },
      { url },
    )
    await until('two attempts', () => proxy.connections > 2)
    proxy.cutOn = undefined
    await subscribing
    await publisherAt().publish([eventOf(1)])
    await until('the event', () => got.length === 1)
  })

  async function publishStubbornly(publisher: ReturnType<typeof publisherAt>, batch: CloudEvent[]): Promise<void> {
    for (;;) {
      try {
        return await publisher.publish(batch)
      } catch (error) {
        expect(error).toBeInstanceOf(Unavailable)
      }
    }
  }
})

describe('an answer', () => {
  it('of rejection sends the message to the dead letters, whole', async () => {
    await declare()
    await publisherAt().publish(events(3))
    await subscribe(({ event, ack, reject }) => (event.id === 'id-1' ? reject() : ack()))
    await until('the dead letter', async () => (await ready(DEAD)) === 1)
    const dead: CloudEvent<Buffer>[] = []
    await subscribe(({ event }) => dead.push(event), { queue: DEAD })
    await until('it', () => dead.length === 1)
    expect({ ...dead[0], data: JSON.parse(String(dead[0]?.data)) }).toEqual(eventOf(1))
  })

  it('given out of order acknowledges no message but its own', async () => {
    await publisherAt().publish(events(60))
    const deliveries: Delivery[] = []
    const subscriber = await subscribe((delivery) => deliveries.push(delivery))
    await until('all', () => deliveries.length === 60)
    const open = new Set([3, 17, 18, 40, 59])
    const order = [...deliveries.keys()]
      .filter((index) => !open.has(index))
      .sort((a, b) => ((a * 37) % 61) - ((b * 37) % 61))
    for (const index of order) {
      deliveries[index]!.ack()
      if (index % 5 === 0) await new Promise(setImmediate)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
    await subscriber.close()
    const again: string[] = []
    await subscribe(({ event }) => again.push(event.id))
    await until('what was not answered', () => again.length >= open.size)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(again.sort()).toEqual([...open].map((index) => `id-${index}`).sort())
  })

  const answerEither = ({ ack, reject }: Delivery, index: number) => (index % 2 === 0 ? ack() : reject())

  it('given while the subscriber closes, or after it has, is no fault', async () => {
    await publisherAt().publish(events(20))
    const deliveries: Delivery[] = []
    const subscriber = await subscribe((delivery) => deliveries.push(delivery))
    await until('all', () => deliveries.length === 20)
    const closed = subscriber.close()
    deliveries.slice(0, 10).forEach(answerEither)
    await closed
    deliveries.slice(10).forEach(answerEither)
    await until('all back', async () => (await ready(QUEUE)) >= 10)
  })

  it('missing more than 20 times sends the message to the dead letters', async () => {
    await publisherAt().publish([eventOf(1)])
    const channel = await admin.createChannel()
    let returned = 0
    await channel.consume(QUEUE, (message) => {
      returned++
      channel.nack(message!, false, true)
    })
    await until('the dead letter', async () => (await ready(DEAD)) === 1)
    await channel.close()
    expect(returned).toBeGreaterThanOrEqual(20)
    expect(returned).toBeLessThanOrEqual(22)
  })
})

describe('the topology', () => {
  it('may be declared any number of times, by several at once', async () => {
    await Promise.all([declare(), declare(), publisherAt().publish([eventOf(1)]), subscribe(({ ack }) => ack())])
    await declare()
  })

  it('that meets a queue with other arguments gives advice to publisher and subscriber', async () => {
    const channel = await admin.createChannel()
    await channel.assertQueue(QUEUE, { durable: true })
    await expect(publisherAt().publish([eventOf(1)])).rejects.toThrow(Unavailable)
    const subscribing = subscribe(() => undefined)
    const advice = /PRECONDITION.FAILED.*delete it, or mend the file/
    await until('the advice to both', () => {
      const told = log.lines.filter(({ fields }) => advice.test(String(fields['reason'])))
      return new Set(told.map(({ message }) => message)).size >= 2
    })
    await channel.deleteQueue(QUEUE)
    await subscribing
  })

  it('is declared and consumed anew, by one consumer, after the queue was deleted under it', async () => {
    const got: string[] = []
    await subscribe(({ event }) => got.push(event.id), { prefetch: 1 })
    const channel = await admin.createChannel()
    await channel.deleteQueue(QUEUE)
    await channel.assertQueue(QUEUE, { durable: true })
    const failures = () => log.lines.filter(({ message }) => message.startsWith('consuming failed'))
    await until('some failures', () => failures().length >= 2)
    await channel.deleteQueue(QUEUE)
    await until('a consumer', async () => (await consumers()) > 0)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await consumers()).toBe(1)
    await publisherAt().publish(events(2))
    await until('a delivery', () => got.length > 0)
  })
})

describe('a message', () => {
  it('that is no CloudEvent becomes what Knative makes of it', async () => {
    await declare()
    const channel = await admin.createConfirmChannel()
    channel.publish(EXCHANGE, EVENT_REJECTED, Buffer.from('hello'), { messageId: 'm-1' })
    channel.publish(EXCHANGE, EVENT_REJECTED, Buffer.from('hello'), { headers: { 'ce-specversion': '0.3' } })
    await channel.waitForConfirms()
    const got: CloudEvent<Buffer>[] = []
    await subscribe(({ event, ack }) => {
      got.push(event)
      ack()
    })
    await until('both', () => got.length === 2)
    expect(got[0]).toMatchObject({ type: FOREIGN_MESSAGE, id: 'm-1', source: '/rabbitmq/auditflow' })
    expect(got[1]).toMatchObject({ type: FOREIGN_MESSAGE, datacontenttype: 'text/plain' })
    expect(got.map(({ data }) => data.toString())).toEqual(['hello', 'hello'])
  })
})

describe('a broker that is away', () => {
  it('makes publishing fail with Unavailable in bounded time', async () => {
    const { error, ms, log: kept } = await away
    expect(error).toBeInstanceOf(Unavailable)
    expect(ms).toBeLessThan(17_000)
    expect(kept.lines.some(({ fields }) => /ECONNREFUSED/.test(String(fields['reason'])))).toBe(true)
    expect(JSON.stringify(kept.lines)).not.toContain('guest:guest')
  })
})
