import { type ChannelModel, connect } from 'amqplib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { declareTopology } from '../../shared/broker/topology.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { createTestBroker, type TestBroker } from '../helpers/broker.ts'
import { until } from '../helpers/until.ts'

/** More than the 32 that RabbitMQ has on their way to a dead-letter exchange at a time. */
const ROUNDS = 70

let broker: TestBroker
let connection: ChannelModel
beforeAll(async () => {
  broker = await createTestBroker()
  connection = await connect(broker.url)
})
afterAll(async () => {
  await connection.close()
  await broker.drop()
})

/** The topology as it is declared, save that what rests does so for a moment only. */
const hasty = {
  ...topology,
  queues: topology.queues.map((queue) =>
    queue.arguments['x-message-ttl'] === undefined
      ? queue
      : { ...queue, arguments: { ...queue.arguments, 'x-message-ttl': 1 } },
  ),
}

it('a dead letter that is rejected again and again comes again each time', async () => {
  const channel = await connection.createConfirmChannel()
  await declareTopology(channel, hasty)
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
