import { connect } from 'amqplib'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestBroker, type TestBroker } from '../helpers/broker.ts'
import { readYamlFolder } from '../helpers/manifests.ts'
import { until } from '../helpers/until.ts'

type Queue = { kind: string; spec: { name: string; type: string; arguments: Record<string, string | number> } }

const REST_MS = 500
const MOST = 5
const queues = readYamlFolder<Queue>('knative/components/broker-feed').flatMap(({ doc }) =>
  doc.kind === 'Queue' ? [doc.spec] : [],
)

let broker: TestBroker
let connection: Awaited<ReturnType<typeof connect>>
let channel: Awaited<ReturnType<typeof connection.createConfirmChannel>>
beforeAll(async () => {
  broker = await createTestBroker()
  connection = await connect(broker.url)
  channel = await connection.createConfirmChannel()
  for (const { name, type, arguments: given } of queues) {
    const rest = 'x-message-ttl' in given ? { 'x-message-ttl': REST_MS } : {}
    const shrunk = { ...given, ...rest, 'x-max-length': MOST, 'x-queue-type': type }
    await channel.assertQueue(name, { durable: true, arguments: shrunk })
  }
})
beforeEach(async () => {
  for (const { name } of queues) await channel.purgeQueue(name)
})
afterAll(async () => {
  await connection?.close()
  await broker?.drop()
})

const send = (text: string): Promise<void> =>
  new Promise((resolve, reject) =>
    channel.sendToQueue('auditflow.broker', Buffer.from(text), { persistent: true }, (fault) =>
      fault ? reject(fault as Error) : resolve(),
    ),
  )
const next = () => until('a message', () => channel.get('auditflow.broker'))
const waiting = async (name: string) => (await channel.checkQueue(name)).messageCount

it('what the source rejects rests, and comes again each time', async () => {
  await send('refused')
  for (let round = 0; round < 3; round++) {
    const message = await next()
    expect(message.content.toString()).toBe('refused')
    const rejectedAt = performance.now()
    channel.nack(message, false, false)
    await until('its rest', async () => (await waiting('auditflow.broker.rest')) === 1)
    await until('its return', async () => (await waiting('auditflow.broker')) === 1)
    expect(performance.now() - rejectedAt).toBeGreaterThan(REST_MS / 2)
  }
})

it('at the limit every new copy is taken, and the oldest go for good', async () => {
  for (let i = 0; i < MOST + 3; i++) await send(String(i))
  await until('the rest to be over', async () => (await waiting('auditflow.broker.rest')) === 0)
  // Twice the time in which they would come again.
  await new Promise((resolve) => setTimeout(resolve, 2 * REST_MS))
  const texts: string[] = []
  for (let i = 0; i < MOST; i++) texts.push((await next()).content.toString())
  expect(texts).toEqual(['3', '4', '5', '6', '7'])
  expect(await waiting('auditflow.broker')).toBe(0)
})
