import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { until } from '../../test/helpers/until.ts'
import type { CloudEvent } from '../events/envelope.ts'
import type { Topology } from '../events/topology.ts'
import { Unavailable } from '../ports/outcome.ts'
import type { Delivery, Subscriber } from '../ports/ports.ts'
import { connect } from './connect.ts'
import { queuePublisher, queueSubscriber } from './queue.ts'

const topology: Topology = {
  exchanges: [
    { name: 'auditflow', type: 'topic', durable: true, arguments: {} },
    { name: 'dead', type: 'fanout', durable: true, arguments: {} },
    { name: 'rested', type: 'fanout', durable: true, arguments: {} },
  ],
  queues: [
    { name: 'work', durable: true, arguments: { 'x-dead-letter-exchange': 'dead' } },
    { name: 'copy', durable: true, arguments: {} },
    { name: 'dead', durable: true, arguments: {} },
    { name: 'rest', durable: true, arguments: { 'x-message-ttl': 1_500, 'x-dead-letter-exchange': 'rested' } },
  ],
  bindings: [
    { source: 'auditflow', destination: 'work', destination_type: 'queue', routing_key: 'work.*', arguments: {} },
    { source: 'auditflow', destination: 'copy', destination_type: 'queue', routing_key: 'work.copied', arguments: {} },
    { source: 'auditflow', destination: 'rest', destination_type: 'queue', routing_key: 'later', arguments: {} },
    { source: 'rested', destination: 'work', destination_type: 'queue', routing_key: '', arguments: {} },
    { source: 'dead', destination: 'dead', destination_type: 'queue', routing_key: '', arguments: {} },
  ],
}

let database: TestDatabase
let subscribers: Subscriber[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  await Promise.all(subscribers.map((subscriber) => subscriber.close()))
  subscribers = []
  await database.sql`truncate queue_messages`
})
afterAll(() => database.drop())

const eventOf = (id: string, type = 'work.done'): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '/test',
  type,
  time: '2026-11-25T07:00:00Z',
  data: { id },
  extensions: {},
})
const publish = (...events: CloudEvent[]) => queuePublisher(database.sql, topology).publish(events)
async function subscribe(onDelivery: (delivery: Delivery) => void, queue = 'work') {
  const subscriber = queueSubscriber(connect(database.url), topology, keepingLog())
  subscribers.push(subscriber)
  await subscriber.subscribe(queue, 10, onDelivery)
  return subscriber
}
const rows = async () =>
  (await database.sql`select queue, attributes ->> 'id' as id from queue_messages order by queue, id`).map(
    ({ queue, id }) => `${queue}:${id}`,
  )

describe('the queue in PostgreSQL', () => {
  it('puts a copy into every queue that is bound', async () => {
    await publish(eventOf('1', 'work.copied'), eventOf('2'), eventOf('3', 'other'))
    expect(await rows()).toEqual(['copy:1', 'work:1', 'work:2'])
  })

  it('wakes its subscriber at once, a hundred times out of a hundred', async () => {
    let woken = (): void => undefined
    await subscribe(({ ack }) => {
      ack()
      woken()
    })
    const took: number[] = []
    for (let index = 0; index < 100; index++) {
      const started = performance.now()
      const delivered = new Promise<void>((resolve) => {
        woken = resolve
      })
      await publish(eventOf(String(index)))
      await delivered
      took.push(performance.now() - started)
    }
    expect(Math.max(...took)).toBeLessThan(500)
  })

  it('takes a rejected message to the dead letters and a twice rejected one out of the world', async () => {
    await publish(eventOf('1'), eventOf('2'))
    await subscribe(({ event, ack, reject }) => (event.id === '1' ? reject() : ack()))
    await until('the dead letter', async () => (await rows()).join() === 'dead:1')
    await subscribe(({ reject }) => reject(), 'dead')
    await until('nothing', async () => (await rows()).length === 0)
  })

  it('gives out what is to rest once it has, where its rest leads, and what came later before it', async () => {
    const got: { id: string; afterMs: number }[] = []
    const started = Date.now()
    await publish(eventOf('resting', 'later'), eventOf('ready'))
    expect(await rows()).toEqual(['work:ready', 'work:resting'])
    await subscribe(({ event, ack }) => {
      got.push({ id: event.id, afterMs: Date.now() - started })
      ack()
    })
    await until('both', () => got.length === 2)
    expect(got.map(({ id }) => id)).toEqual(['ready', 'resting'])
    expect(got[0]?.afterMs).toBeLessThan(1_400)
    expect(got[1]?.afterMs).toBeGreaterThanOrEqual(1_500)
  })

  it('lets what was rejected into a rest wait there too', async () => {
    const resting = {
      ...topology,
      queues: [
        { name: 'work', durable: true, arguments: { 'x-dead-letter-exchange': 'rest' } },
        { name: 'rest', durable: true, arguments: { 'x-message-ttl': 60_000, 'x-dead-letter-exchange': 'dead' } },
      ],
      exchanges: [...topology.exchanges, { name: 'rest', type: 'fanout' as const, durable: true, arguments: {} }],
      bindings: [
        ...topology.bindings,
        { source: 'rest', destination: 'rest', destination_type: 'queue' as const, routing_key: '', arguments: {} },
      ],
    }
    await publish(eventOf('1'))
    const subscriber = queueSubscriber(connect(database.url), resting, keepingLog())
    subscribers.push(subscriber)
    await subscriber.subscribe('work', 10, ({ reject }) => reject())
    await until('the dead letter', async () => (await rows()).join() === 'dead:1')
    const [row] = await database.sql<{ s: number }[]>`
      select extract(epoch from available_at - now())::int as s from queue_messages`
    expect(row?.s).toBeGreaterThan(50)
    const got: string[] = []
    await subscribe(({ event }) => got.push(event.id), 'dead')
    await subscribe(({ event, ack }) => {
      got.push(event.id)
      ack()
    }, 'copy')
    await publish(eventOf('2', 'work.copied'))
    await until('the later one', () => got.includes('2'))
    expect(got).toEqual(['2'])
  })

  it('sends what was taken 20 times without an answer to the dead letters, and nothing with it', async () => {
    await publish(eventOf('poison'), eventOf('good'))
    await database.sql`update queue_messages set deliveries = 20 where attributes ->> 'id' = 'poison'`
    const got: string[] = []
    await subscribe(({ event }) => got.push(event.id))
    await until('the dead letter', async () => (await rows()).includes('dead:poison'))
    expect(got).toEqual(['good'])
  })

  it('counts a delivery for each time it was taken', async () => {
    await publish(eventOf('1'))
    for (const times of [1, 2, 3]) {
      const got: string[] = []
      const subscriber = await subscribe(({ event }) => got.push(event.id))
      await until('it', () => got.length === 1)
      await subscriber.close()
      subscribers = []
      expect(await database.sql`select deliveries from queue_messages`).toEqual([{ deliveries: times }])
    }
  })

  it('keeps the answers given just before it closes', async () => {
    await publish(eventOf('1'), eventOf('2'))
    const deliveries: Delivery[] = []
    const subscriber = await subscribe((delivery) => deliveries.push(delivery))
    await until('both', () => deliveries.length === 2)
    deliveries[0]!.ack()
    deliveries[1]!.reject()
    await subscriber.close()
    subscribers = []
    expect(await rows()).toEqual(['dead:2'])
  })

  it('goes on after its connections were killed', async () => {
    const got: string[] = []
    await subscribe(({ event, ack }) => {
      got.push(event.id)
      ack()
    })
    await publish(eventOf('1'))
    await until('the first', () => got.includes('1'))
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
    await until('a publish', () =>
      publish(eventOf('2')).then(
        () => true,
        () => false,
      ),
    )
    await until('the second', () => got.includes('2'))
    await until('an empty queue', async () => (await rows()).length === 0)
  })

  it('is Unavailable while the database is', async () => {
    const sql = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    await expect(queuePublisher(sql, topology).publish([eventOf('1')])).rejects.toThrow(Unavailable)
    await sql.end()
  })
})
