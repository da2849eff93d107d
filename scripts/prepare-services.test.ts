import amqplib from 'amqplib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topology } from '../shared/runtime/publisher.ts'
import { createTestBroker, type TestBroker } from '../test/helpers/broker.ts'
import { createTestDatabase, type TestDatabase } from '../test/helpers/database.ts'
import { spawnFunction } from '../test/helpers/run-function.ts'
import { createTcpProxy } from '../test/helpers/tcp-proxy.ts'

let database: TestDatabase
let broker: TestBroker

beforeAll(async () => {
  ;[database, broker] = await Promise.all([createTestDatabase({ migrated: false }), createTestBroker()])
})
afterAll(() => Promise.all([database.drop(), broker.drop()]))

const nowhere = { DATABASE_URL: 'postgres://127.0.0.1:1/x', RABBITMQ_URL: 'amqp://127.0.0.1:1/' }
const run = async (env: Record<string, string>) => {
  const running = await spawnFunction('prepare', env)
  const [code] = await running.exited
  return { code, stderr: running.stderr() }
}

describe('preparing the services', () => {
  it('makes the schema and the queues, from nothing but the bundle, and again finds nothing to do', async () => {
    const env = { DATABASE_URL: database.url, RABBITMQ_URL: broker.url }
    expect(await run(env)).toEqual({ code: 0, stderr: '' })
    expect(await run(env)).toEqual({ code: 0, stderr: '' })
    expect(await database.sql`select count(*) > 0 as migrated from schema_migrations`).toEqual([{ migrated: true }])
    const connection = await amqplib.connect(broker.url)
    const channel = await connection.createChannel()
    for (const { name } of topology.queues) expect((await channel.checkQueue(name)).queue).toBe(name)
    await connection.close()
  })

  it('waits for a service that is starting', async () => {
    const proxy = await createTcpProxy(5672)
    proxy.open = false
    const url = new URL(broker.url)
    url.port = String(proxy.port)
    const running = await spawnFunction('prepare', { DATABASE_URL: database.url, RABBITMQ_URL: url.href })
    setTimeout(() => {
      proxy.open = true
    }, 2_500)
    expect(await running.exited).toEqual([0, null])
    expect(proxy.connections).toBeGreaterThan(1)
    proxy.close()
  })

  it('says in one line which service it waited for in vain', async () => {
    const env = { ...nowhere, AUDITFLOW_PREPARE_SECONDS: '2' }
    expect(await run(env)).toEqual({ code: 1, stderr: 'prepare: DATABASE_URL: database: ECONNREFUSED\n' })
    const { code, stderr } = await run({ ...env, DATABASE_URL: database.url })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^prepare: RABBITMQ_URL: .*ECONNREFUSED.*\n$/)
  })

  it('does not wait where waiting is in vain', async () => {
    const wrong = new URL(broker.url)
    wrong.password = 'wrong'
    const told = performance.now()
    const { code, stderr } = await run({ DATABASE_URL: database.url, RABBITMQ_URL: wrong.href })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^prepare: RABBITMQ_URL: .*check user, password and vhost.*\n$/)
    expect(performance.now() - told).toBeLessThan(15_000)
  })

  it('names each variable that is missing', async () => {
    const stderr = 'prepare: DATABASE_URL: missing\nprepare: RABBITMQ_URL: missing\n'
    expect(await run({})).toEqual({ code: 1, stderr })
  })
})
