import { type ChannelModel, connect as connectBroker } from 'amqplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliver } from '../../scripts/connector/deliver.ts'
import { httpTarget } from '../../scripts/connector/http-target.ts'
import { readManifests } from '../../scripts/local/manifests.ts'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import { amqpPublisher } from '../../shared/broker/publish.ts'
import type { Subscriber } from '../../shared/ports/ports.ts'
import { canary } from '../../shared/runtime/canary.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { checkCanary } from '../../shared/store/canary/check-canary.ts'
import { createTestBroker, type TestBroker } from '../helpers/broker.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { keepingLog } from '../helpers/keeping-log.ts'
import { type RunningFunction, startFunction } from '../helpers/run-function.ts'
import { until } from '../helpers/until.ts'

const MINUTE_MS = 60_000
const QUEUE = 'auditflow.analysis'

let database: TestDatabase
let broker: TestBroker
let connection: ChannelModel
let running: RunningFunction
let subscriber: Subscriber | undefined
beforeAll(async () => {
  database = await createTestDatabase()
  broker = await createTestBroker()
  connection = await connectBroker(broker.url)
  running = await startFunction('audit-log-analysis', { DATABASE_URL: database.url, RABBITMQ_URL: broker.url })
})
afterAll(async () => {
  await subscriber?.close()
  await running.end()
  await connection.close()
  await database.drop()
  await broker.drop()
})

/** What takes the queue to the analysis, as the manifests say. */
async function startConsumer() {
  const plan = readManifests('.').sources.find(({ queue }) => queue === QUEUE)!
  subscriber = amqpSubscriber(broker.url, topology, keepingLog())
  await deliver(plan, subscriber, httpTarget('analysis', running.url, 30_000), keepingLog()).started
}
async function stopConsumer() {
  await subscriber?.close()
  subscriber = undefined
}
const storedCanaries = async () =>
  (await database.sql`select uid from audit_events where source = '/auditflow/canary'`).length

describe('an event to itself', () => {
  // Ahead of the analysis' own, which sends for the minutes that it really is.
  let nowMs = (Math.ceil(Date.now() / (5 * MINUTE_MS)) + 2) * 5 * MINUTE_MS
  const log = keepingLog()
  const said = () => log.lines.splice(0).map(({ level, message }) => `${level}: ${message}`)

  it('shows that the audit log stands still, and that it goes on', async () => {
    const publisher = amqpPublisher(broker.url, topology, keepingLog())
    const settings = { AUDITFLOW_CANARY: 'on', AUDITFLOW_CANARY_WITHIN: 2 * MINUTE_MS } as const
    const tick = canary({ sql: database.sql, publisher, clock: () => nowMs, log }, settings)
    const state = () => checkCanary(database.sql, nowMs, 2 * MINUTE_MS)
    await startConsumer()

    // By the analysis' clock, and by another one.
    await fetch(running.url, { method: 'POST' })
    await until('its own to be stored', async () => (await storedCanaries()) === 1)
    await tick()
    await until('the other to be stored', async () => (await storedCanaries()) === 2)
    nowMs += 5 * MINUTE_MS
    await stopConsumer()
    await tick()
    expect(said()).toEqual([])
    expect(await state()).toMatchObject({ missingSince: null })

    const sentMs = nowMs
    nowMs += 3 * MINUTE_MS
    await tick()
    expect(said()).toEqual(['error: the audit log does not take events'])
    expect(await state()).toMatchObject({ missingSince: sentMs, stored: { sentAt: sentMs - 5 * MINUTE_MS } })

    const channel = await connection.createChannel()
    await until('it to lie there', async () => (await channel.checkQueue(QUEUE)).messageCount === 1)
    await channel.purgeQueue(QUEUE)
    await startConsumer()
    nowMs += 2 * MINUTE_MS
    await tick()
    await until('the next one to be stored', async () => (await storedCanaries()) === 3)
    expect(said()).toEqual(['error: the audit log does not take events'])
    await tick()
    expect(said()).toEqual(['info: the audit log takes events again'])
    expect(await state()).toMatchObject({ missingSince: null, stored: { sentAt: nowMs } })
    await publisher.close()
  })

  it('is not lost when the broker is away: it goes out later', async () => {
    const away = { publish: () => Promise.reject(new Error('away')), close: async () => undefined }
    nowMs += 5 * MINUTE_MS
    const before = await storedCanaries()
    const tick = canary(
      { sql: database.sql, publisher: away, clock: () => nowMs, log },
      { AUDITFLOW_CANARY: 'on', AUDITFLOW_CANARY_WITHIN: 2 * MINUTE_MS },
    )
    await tick()
    expect(said()).toEqual(['warn: the canary is put off'])
    await until('the analysis to publish it', async () => (await storedCanaries()) === before + 1, 40_000)
  })

  it('is judged by no rule and leaves the clock of events where it was', async () => {
    expect(await database.sql`select 1 from alerts`).toEqual([])
    expect(await database.sql`select 1 from event_clock where at > now() + interval '1 minute'`).toEqual([])
    expect(await database.sql`select 1 from rejected_events`).toEqual([])
  })

  it('is not waited for where it is switched off', async () => {
    const tick = canary(
      { sql: database.sql, publisher: amqpPublisher(broker.url, topology, log), clock: () => nowMs, log },
      { AUDITFLOW_CANARY: 'off', AUDITFLOW_CANARY_WITHIN: 1 },
    )
    await tick()
    nowMs += 60 * MINUTE_MS
    await tick()
    expect(said()).toEqual([])
    expect(await checkCanary(database.sql, nowMs, 1)).toEqual({ missingSince: null, stored: null })
  })
})
