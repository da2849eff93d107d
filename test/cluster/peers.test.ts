import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeRecords } from '../flow/traffic.ts'
import { createTestBroker, type TestBroker } from '../helpers/broker.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { type RunningFunction, startFunction } from '../helpers/run-function.ts'
import { createTcpProxy, type TcpProxy } from '../helpers/tcp-proxy.ts'
import { until } from '../helpers/until.ts'
import { type Adapter, PEERS, startAdapter } from './adapter.ts'

const TOKEN = 'a-token-for-testing'
const BATCH = 100
const TIMEOUT_MS = 120_000

const present = PEERS !== undefined && existsSync(join(PEERS, 'receive_adapter'))
const why = present ? '' : ' (skipped: no receive_adapter of eventing-rabbitmq in AUDITFLOW_PEERS)'

/** Knative's own receive adapters between RabbitMQ and our functions, as the manifests say. */
describe.skipIf(!present)(`behind Knative’s RabbitMQ source${why}`, () => {
  let database: TestDatabase
  let broker: TestBroker
  let proxy: TcpProxy
  let webhook: RunningFunction
  let analysis: RunningFunction
  let dead: Adapter
  let main: Adapter

  beforeEach(async () => {
    database = await createTestDatabase()
    broker = await createTestBroker()
    proxy = await createTcpProxy(5432)
    const common = { RABBITMQ_URL: broker.url, AUDITFLOW_INGEST_TOKEN: TOKEN, AUDITFLOW_DRAIN_SECONDS: '0' }
    const proxied = database.url.replace(':5432', `:${proxy.port}`)
    webhook = await startFunction('audit-event-webhook', common)
    analysis = await startFunction('audit-log-analysis', { ...common, DATABASE_URL: proxied })
    await inject(0, BATCH)
    main = startAdapter('analysis', broker.url, analysis.url)
    dead = startAdapter('dead-letters', broker.url, `${analysis.url}/dead`)
  })
  afterEach(async () => {
    await Promise.all([main.stop(), dead.stop()])
    for (const running of [webhook, analysis]) {
      running.kill('SIGKILL')
      await running.exited
    }
    proxy.close()
    await database.drop()
    await broker.drop()
  })

  const inject = async (from: number, to: number) => {
    const records = makeRecords(to)
    for (let start = from; start < to; start += BATCH) {
      const answer = await fetch(`${webhook.url}/sources/json`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(records.slice(start, start + BATCH)),
      })
      expect(answer.status).toBe(202)
    }
  }
  const counts = async () => {
    const [row] = await database.sql<{ stored: number; kept: number }[]>`
      select (select count(*)::int from audit_events) as stored, (select count(*)::int from rejected_events) as kept`
    return row
  }
  const allStored = async (events: number) => {
    await until(`${events} events`, async () => (await counts())?.stored === events, TIMEOUT_MS)
    expect(await counts()).toEqual({ stored: events, kept: 0 })
  }

  it(
    'every event is stored though the adapter is stopped in mid-stream, which makes it reject what it holds',
    async () => {
      let stored = BATCH
      for (let round = 0; round < 5; round++) {
        await inject(stored, stored + 1_000)
        stored += 1_000
        await main.stop()
        main = startAdapter('analysis', broker.url, analysis.url)
        await sleep(500)
      }
      await allStored(stored)
    },
    2 * TIMEOUT_MS,
  )

  it(
    'every event is stored soon after the database is back',
    async () => {
      proxy.open = false
      proxy.cut()
      await inject(BATCH, 1_000)
      await sleep(10_000)
      expect((await counts())?.stored).toBeLessThan(1_000)
      proxy.open = true
      const back = performance.now()
      await allStored(1_000)
      expect(performance.now() - back).toBeLessThan(30_000)
    },
    2 * TIMEOUT_MS,
  )

  it('an event keeps the trace it was sent with', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    await fetch(`${webhook.url}/sources/json`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      body: JSON.stringify({ action: 'trace', actor: 'tracer' }),
    })
    const [row] = await until('the event', async () => {
      const rows =
        await database.sql`select extensions->>'traceparent' as trace from audit_events where actor = 'tracer'`
      return rows.length > 0 && rows
    })
    expect(row?.['trace']).toContain(trace)
  })

  it('what is no audit event is kept with its reason and does not come again', async () => {
    const event = { specversion: '1.0', id: 'odd', source: '/odd', type: 'io.auditflow.audit.event.v1', data: {} }
    const { connect } = await import('amqplib')
    const connection = await connect(broker.url)
    const channel = await connection.createConfirmChannel()
    const structured = { contentType: 'application/cloudevents+json', persistent: true }
    channel.publish('auditflow', event.type, Buffer.from(JSON.stringify(event)), structured)
    await channel.waitForConfirms()
    await until('it to be kept', async () => (await counts())?.kept === 1)
    await sleep(1_000)
    expect(await database.sql`select stage, times, reason like '%data.raw%' as why from rejected_events`).toEqual([
      { stage: 'audit-log-analysis', times: 1, why: true },
    ])
    await connection.close()
  })
})
