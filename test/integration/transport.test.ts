import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import { amqpPublisher } from '../../shared/broker/publish.ts'
import { ALERT_TRIGGERED, AUDIT_EVENT, EVENT_REJECTED } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Delivery, Publisher, Subscriber } from '../../shared/ports/ports.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { connect } from '../../shared/store/connect.ts'
import { queuePublisher, queueSubscriber } from '../../shared/store/queue.ts'
import { createTestBroker } from '../helpers/broker.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { keepingLog } from '../helpers/keeping-log.ts'
import { until } from '../helpers/until.ts'

const QUEUE = 'auditflow.analysis'
const DEAD = 'auditflow.dead'
type Transport = { publisher: () => Publisher; subscriber: () => Subscriber; drop: () => Promise<void> }

async function rabbitmq(): Promise<Transport> {
  const { url, drop } = await createTestBroker()
  return {
    publisher: () => amqpPublisher(url, topology, keepingLog()),
    subscriber: () => amqpSubscriber(url, topology, keepingLog()),
    drop,
  }
}

async function postgres(): Promise<Transport> {
  const { url, drop } = await createTestDatabase()
  return {
    publisher: () => queuePublisher(connect(url), topology),
    subscriber: () => queueSubscriber(connect(url), topology, keepingLog()),
    drop,
  }
}

describe.each([
  ['RabbitMQ', rabbitmq],
  ['the queue in PostgreSQL', postgres],
])('%s', (_, open) => {
  let transport: Transport
  let publisher: Publisher
  let subscribers: Subscriber[] = []
  beforeAll(async () => {
    transport = await open()
    publisher = transport.publisher()
  })
  afterEach(async () => {
    for (const queue of [QUEUE, DEAD]) await empty(queue)
  })
  afterAll(async () => {
    await publisher.close()
    await transport.drop()
  })

  async function closeAll(): Promise<void> {
    await Promise.all(subscribers.map((subscriber) => subscriber.close()))
    subscribers = []
  }

  async function subscribe(onDelivery: (delivery: Delivery) => void, { queue = QUEUE, prefetch = 50 } = {}) {
    const subscriber = transport.subscriber()
    subscribers.push(subscriber)
    await subscriber.subscribe(queue, prefetch, onDelivery)
  }

  /** Publishes a mark and takes everything up to it: what was answered before is gone by then. */
  async function empty(queue: string): Promise<string[]> {
    await closeAll()
    const ids: string[] = []
    await publisher.publish([eventOf('mark', queue === DEAD ? ALERT_TRIGGERED : AUDIT_EVENT)])
    if (queue === DEAD) await subscribe(({ reject }) => reject(), { queue: 'auditflow.notification' })
    await subscribe(
      ({ event, ack }) => {
        ids.push(event.id)
        ack()
      },
      { queue },
    )
    await until('the mark', () => ids.includes('mark'))
    await closeAll()
    return ids.filter((id) => id !== 'mark')
  }

  const eventOf = (id: string, type: string = AUDIT_EVENT, data: unknown = { id }): CloudEvent => ({
    specversion: '1.0',
    id,
    source: '/test',
    type,
    time: '2026-11-25T07:00:00.123Z',
    datacontenttype: 'application/json',
    data,
    extensions: { story: 'one' },
  })
  const numbered = (count: number) => Array.from({ length: count }, (__, index) => eventOf(String(index)))

  it('delivers what was published, in order, attributes and bytes intact', async () => {
    const sent = [...numbered(300), eventOf('odd', EVENT_REJECTED, { text: 'grüße \u0000 \\u0000 \ud83d\ude00' })]
    await publisher.publish(sent.slice(0, 100))
    const got: CloudEvent[] = []
    await subscribe(({ event, ack }) => {
      got.push({ ...event, data: JSON.parse(event.data.toString()) })
      ack()
    })
    await publisher.publish(sent.slice(100))
    await until('all', () => got.length === sent.length)
    expect(got).toEqual(sent)
  })

  it('delivers bytes that are no JSON as they are', async () => {
    const bytes = Buffer.from([0, 255, 1, 128, 10])
    await publisher.publish([{ ...eventOf('bytes'), datacontenttype: 'application/octet-stream', data: bytes }])
    const got: Buffer[] = []
    await subscribe(({ event, ack }) => {
      got.push(event.data)
      ack()
    })
    await until('it', () => got.length === 1)
    expect(got[0]).toEqual(bytes)
  })

  it('accepts events that no queue is bound to, and forgets them', async () => {
    await publisher.publish([eventOf('none', 'io.auditflow.analysis.completed.v1')])
    expect(await empty(QUEUE)).toEqual([])
  })

  it('accepts a batch whole or not at all', async () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    await expect(publisher.publish([eventOf('good'), eventOf('bad', AUDIT_EVENT, circular)])).rejects.toThrow()
    await publisher.publish([])
    expect(await empty(QUEUE)).toEqual([])
  })

  it('hands out no more than the prefetch unanswered, and goes on as answers come', async () => {
    await publisher.publish(numbered(30))
    const open: Delivery[] = []
    await subscribe((delivery) => open.push(delivery), { prefetch: 4 })
    await until('the first', () => open.length === 4)
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(open).toHaveLength(4)
    open[2]!.ack()
    await until('one more', () => open.length === 5)
    for (let answered = 0; answered < 30; answered++) {
      await until('the next', () => open.length > answered)
      if (answered !== 2) open[answered]!.ack()
    }
    expect(open.map(({ event }) => event.id)).toEqual(numbered(30).map(({ id }) => id))
  })

  it('delivers again, in order, what was not answered when the subscriber closed, and nothing else', async () => {
    await publisher.publish(numbered(20))
    const deliveries: Delivery[] = []
    await subscribe((delivery) => deliveries.push(delivery))
    await until('all', () => deliveries.length === 20)
    for (const delivery of deliveries) if (Number(delivery.event.id) % 3 !== 0) delivery.ack()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await closeAll()
    expect(await empty(QUEUE)).toEqual(['0', '3', '6', '9', '12', '15', '18'])
  })

  it('sends rejected messages to the dead letters, attributes and bytes intact, and those only', async () => {
    await publisher.publish(numbered(6))
    await subscribe(({ event, ack, reject }) => (Number(event.id) % 2 === 0 ? ack() : reject()))
    const dead: CloudEvent[] = []
    await subscribe(
      ({ event, ack }) => {
        dead.push({ ...event, data: JSON.parse(event.data.toString()) })
        ack()
      },
      { queue: DEAD },
    )
    await until('the dead letters', () => dead.length === 3)
    expect(dead.sort((a, b) => Number(a.id) - Number(b.id))).toEqual(
      numbered(6).filter(({ id }) => Number(id) % 2 === 1),
    )
    expect(await empty(QUEUE)).toEqual([])
  })

  it('keeps several queues of one subscriber apart', async () => {
    const got: Record<string, string[]> = { [QUEUE]: [], 'auditflow.notification': [] }
    const subscriber = transport.subscriber()
    subscribers.push(subscriber)
    for (const queue of Object.keys(got))
      await subscriber.subscribe(queue, 10, ({ event, ack }) => {
        got[queue]!.push(event.id)
        ack()
      })
    await publisher.publish([eventOf('audit'), eventOf('alert', ALERT_TRIGGERED), eventOf('rejected', EVENT_REJECTED)])
    await until('all', () => Object.values(got).flat().length === 3)
    expect(got).toEqual({ [QUEUE]: ['audit', 'rejected'], 'auditflow.notification': ['alert'] })
  })
})
