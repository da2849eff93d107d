import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toBinary } from '../../../shared/events/http.ts'
import { createTestBroker, type TestBroker } from '../../helpers/broker.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { type RunningFunction, spawnFunction } from '../../helpers/run-function.ts'
import { createTcpProxy, type TcpProxy } from '../../helpers/tcp-proxy.ts'
import { until } from '../../helpers/until.ts'
import { CONSUMING, deliver, environmentOf, FUNCTIONS, PUBLISHING, through, unknownEvent } from './functions.ts'

const KNATIVE = { K_SERVICE: 'any', K_REVISION: 'any-00001', K_CONFIGURATION: 'any' }

let database: TestDatabase
let broker: TestBroker

beforeAll(async () => {
  ;[database, broker] = await Promise.all([createTestDatabase(), createTestBroker()])
})
afterAll(() => Promise.all([database.drop(), broker.drop()]))

async function createProxies() {
  const [postgres, rabbitmq] = await Promise.all([createTcpProxy(5432), createTcpProxy(5672)])
  return { postgres, rabbitmq }
}

const probe = async (running: RunningFunction, path: string) =>
  (await fetch(running.url + path).catch(() => undefined))?.status

describe.concurrent.each(FUNCTIONS)('the readiness of %s', (name) => {
  const start = ({ postgres, rabbitmq }: { postgres: TcpProxy; rabbitmq: TcpProxy }) => {
    const url = new URL(broker.url)
    url.port = String(rabbitmq.port)
    const behindProxies = { ...environmentOf(through(database, postgres.port)), RABBITMQ_URL: url.href }
    return spawnFunction(name, { ...behindProxies, ...KNATIVE, AUDITFLOW_QUEUE: 'rabbitmq' })
  }
  const readiness = (running: RunningFunction, status: number) =>
    until(`${name} to be ${status}`, async () => (await probe(running, '/readyz')) === status, 15_000)
  /** What was answered to the first request after it said that it is ready. */
  const firstAnswer = async (running: RunningFunction) => {
    if (CONSUMING.includes(name)) return (await deliver(running.url, toBinary(unknownEvent(`${name}-first`)))).status
    return await probe(running, '/api/v1/alerts')
  }

  it('is told once it can answer, lost with what it depends on, and comes back; it stays alive', async () => {
    const proxies = await createProxies()
    const proxy = PUBLISHING.includes(name) ? proxies.rabbitmq : proxies.postgres
    proxy.open = false
    const running = await start(proxies)
    try {
      await until(`${name} to be alive`, async () => (await probe(running, '/_/health')) === 200)
      expect(await probe(running, '/readyz')).toBe(503)
      proxy.open = true
      await readiness(running, 200)
      expect(await firstAnswer(running)).toBeOneOf([200, 202])
      proxy.open = false
      proxy.cut()
      await readiness(running, 503)
      expect(await probe(running, '/_/health')).toBe(200)
      proxy.open = true
      await readiness(running, 200)
      expect(await firstAnswer(running)).toBeOneOf([200, 202])
    } finally {
      running.kill('SIGTERM')
      await running.exited
      for (const { close } of Object.values(proxies)) close()
    }
    expect([await running.exited, running.stderr()]).toEqual([[0, null], ''])
  })

  it('is never told before a request is answered, looked at from the start of the process on', async () => {
    const proxies = await createProxies()
    const running = await start(proxies)
    const seen: (number | undefined)[] = []
    await until('200', async () => seen[seen.push(await probe(running, '/readyz')) - 1] === 200)
    expect(await firstAnswer(running)).toBeOneOf([200, 202])
    running.kill('SIGTERM')
    expect(await running.exited).toEqual([0, null])
    for (const { close } of Object.values(proxies)) close()
    for (const status of seen.slice(0, -1)) expect(status).toBeOneOf([undefined, 503])
  })
})
