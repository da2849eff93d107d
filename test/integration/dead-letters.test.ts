import { type ChannelModel, connect } from 'amqplib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import { amqpPublisher } from '../../shared/broker/publish.ts'
import { declareTopology } from '../../shared/broker/topology.ts'
import { NOTIFICATION_DUE } from '../../shared/events/catalogue.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { createTestBroker, type TestBroker } from '../helpers/broker.ts'
import { keepingLog } from '../helpers/keeping-log.ts'
import { until } from '../helpers/until.ts'

/** More than the 32 that RabbitMQ has on their way to a dead-letter exchange at a time. */
const ROUNDS = 70

let broker: TestBroker
let connection: ChannelModel
beforeEach(async () => {
  broker = await createTestBroker()
  connection = await connect(broker.url)
})
afterEach(async () => {
  await connection.close()
  await broker.drop()
})

/** The topology as it is declared, save for how long what rests does so. */
const restingFor = (ms: number) => ({
  ...topology,
  queues: topology.queues.map((queue) =>
    queue.arguments['x-message-ttl'] === undefined
      ? queue
      : { ...queue, arguments: { ...queue.arguments, 'x-message-ttl': ms } },
  ),
})

it('a dead letter that is rejected again and again comes again each time', async () => {
  const channel = await connection.createConfirmChannel()
  await declareTopology(channel, restingFor(1))
  const reasons = new Set<string>()
  let deliveries = 0
  await channel.consume('auditflow.dead', (message) => {
    if (message === null) return
    for (const { reason } of message.properties.headers?.['x-death'] ?? []) reasons.add(reason)
    deliveries++
    if (deliveries > ROUNDS) channel.ack(message)
    else channel.nack(message, false, false)
  })
  channel.publish('auditflow.dead', '', Buffer.from('poison'), { persistent: true })
  await channel.waitForConfirms()
  await until(`${ROUNDS} deliveries`, () => deliveries > ROUNDS)
  expect([...reasons].sort()).toEqual(['expired', 'rejected'])
})

it('a reminder comes out at the notification service once it has rested, and is no dead letter', async () => {
  const REST_MS = 1_500
  const channel = await connection.createConfirmChannel()
  const resting = restingFor(REST_MS)
  const publisher = amqpPublisher(broker.url, resting, keepingLog())
  const started = performance.now()
  await publisher.publish([
    {
      specversion: '1.0',
      id: 'reminder-1',
      source: '/test',
      type: NOTIFICATION_DUE,
      time: '2026-12-01T00:00:00Z',
      data: { at: 1 },
      extensions: {},
    },
  ])
  const got: { id: unknown; body: string; afterMs: number }[] = []
  const subscriber = amqpSubscriber(broker.url, resting, keepingLog())
  await subscriber.subscribe('auditflow.notification', 10, ({ event, ack }) => {
    got.push({ id: event.id, body: String(event.data), afterMs: performance.now() - started })
    ack()
  })
  await until('the reminder', () => got.length > 0)
  expect(got).toMatchObject([{ id: 'reminder-1', body: '{"at":1}' }])
  expect(got[0]?.afterMs).toBeGreaterThanOrEqual(REST_MS)
  expect((await channel.checkQueue('auditflow.dead')).messageCount).toBe(0)
  expect((await channel.checkQueue('auditflow.due')).messageCount).toBe(0)
  await subscriber.close()
  await publisher.close()
})
