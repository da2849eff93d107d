import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { amqpPublisher } from '../../shared/broker/publish.ts'
import { ALERT_TRIGGERED } from '../../shared/events/catalogue.ts'
import type { Publisher } from '../../shared/ports/ports.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { createTestBroker, type TestBroker } from '../../test/helpers/broker.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { type RunningFunction, spawnFunction, startFunction } from '../../test/helpers/run-function.ts'
import { createTcpProxy } from '../../test/helpers/tcp-proxy.ts'
import { until } from '../../test/helpers/until.ts'
import { eventOf, testFunctions } from './testing.ts'

const ANALYSIS = 'audit-log-analysis'
let broker: TestBroker
let publisher: Publisher
let functions: Awaited<ReturnType<typeof testFunctions>>
let running: RunningFunction[] = []

beforeAll(async () => {
  broker = await createTestBroker()
  publisher = amqpPublisher(broker.url, topology, keepingLog())
})
afterAll(async () => {
  await publisher.close()
  await broker.drop()
})
beforeEach(async () => {
  functions = await testFunctions()
})
afterEach(async () => {
  for (const one of running) one.kill('SIGKILL')
  await Promise.all(running.map(({ exited }) => exited))
  running = []
  functions.close()
})

async function start(environment: Record<string, string> = {}): Promise<RunningFunction> {
  const env = { RABBITMQ_URL: broker.url, AUDITFLOW_SINK_URL: functions.url, ...environment }
  const one = await startFunction('connector', env)
  running.push(one)
  return one
}
const readiness = async ({ url }: RunningFunction) => (await fetch(`${url}/readyz`)).status
const metricsOf = async ({ url }: RunningFunction) => await (await fetch(`${url}/metrics`)).text()
const startReady = async () => {
  const one = await start()
  await until('a connector that consumes', async () => (await readiness(one)) === 200)
  return one
}
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
const publish = (ids: string[]) => publisher.publish(ids.map((id) => eventOf(id)))
/** Which of them came to the analysis, and how often; what an earlier test has left does not count. */
const came = (ids: string[]) => {
  const wanted = new Set(ids)
  return functions.idsAt(ANALYSIS).filter((id) => wanted.has(id))
}
const allCame = (ids: string[]) => until(`${ids.length} events`, () => new Set(came(ids)).size === ids.length)

describe('the connector', () => {
  it('takes each queue to its function, in batches where many wait, and counts', async () => {
    const ids = names('many', 250)
    await publish(ids)
    await publisher.publish([eventOf('alert', ALERT_TRIGGERED)])
    const one = await startReady()
    await allCame(ids)
    await until('the alert', () => functions.idsAt('notification-service').includes('alert'))
    expect(came(ids)).toHaveLength(250)
    expect(functions.requests.length).toBeLessThan(50)
    const series = (name: string, labels: string) => `${name}{${labels},function="connector"}`
    const deliveries = (outcome: string) =>
      series('auditflow_deliveries_total', `queue="auditflow.analysis",outcome="${outcome}"`)
    const metrics = await until('every answer counted', async () => {
      const text = await metricsOf(one)
      return text.includes(`${deliveries('delivered')} 250\n`) && text
    })
    expect(metrics).toContain(`${deliveries('given_up')} 0\n`)
    expect(metrics).toContain(`${series('auditflow_deliveries_in_flight', 'queue="auditflow.analysis"')} 0\n`)
    expect(metrics).toContain(`${series('auditflow_ticks_total', 'source="generator-tick",outcome="sent"')} 0\n`)
  })

  it('tries again what a function can not take now, and takes to the dead letters what it refuses', async () => {
    let tries = 0
    functions.behave(({ path, ids: [id] }) => {
      if (path === '/dead') return 202
      if (id === 'refused') return 500
      return id === 'later' && ++tries < 3 ? 503 : 202
    })
    await startReady()
    await publish(['later'])
    await publish(['refused'])
    await until('the dead letter', () => functions.idsAt(ANALYSIS, '/dead').includes('refused'))
    await until('the third try', () => tries === 3)
    expect(functions.idsAt(ANALYSIS, '/dead')).toEqual(['refused'])
    expect(came(['refused'])).toHaveLength(1)
  })

  it('does not wait for an answer for ever', async () => {
    let tries = 0
    functions.behave(() => (++tries === 1 ? new Promise(() => undefined) : 202))
    await start({ AUDITFLOW_SINK_TIMEOUT_SECONDS: '1' })
    await publish(['slow'])
    await until('a second try', () => tries === 2)
  })

  it('holds no more messages than it may', async () => {
    functions.behave(() => new Promise(() => undefined))
    await start({ AUDITFLOW_PREFETCH: '3' })
    await publish(names('held', 10))
    await until('three messages', () => functions.idsAt(ANALYSIS).length === 3)
    await sleep(500)
    expect(functions.idsAt(ANALYSIS)).toHaveLength(3)
  })

  it('finds a function that starts only later', async () => {
    const port = new URL(functions.url).port
    const proxy = await createTcpProxy(Number(port))
    proxy.open = false
    await start({ AUDITFLOW_SINK_URL: `http://127.0.0.1:${proxy.port}/{name}` })
    await publish(['early'])
    await until('a refused connection', () => proxy.connections > 1)
    proxy.open = true
    await allCame(['early'])
    proxy.close()
  })

  it('shares queues with another replica', async () => {
    const [one, other] = [await startReady(), await startReady()]
    functions.behave(async () => {
      await sleep(5)
      return 202
    })
    const ids = names('shared', 2_000)
    await publish(ids)
    await allCame(ids)
    expect(came(ids)).toHaveLength(2_000)
    for (const replica of [one, other]) {
      const delivered = /deliveries_total\{queue="auditflow.analysis",outcome="delivered".*\} (\d+)/
      expect(Number(delivered.exec(await metricsOf(replica))?.[1])).toBeGreaterThan(0)
    }
  })

  it('lets requests end when it is told to go, and leaves the rest to the next', async () => {
    const one = await startReady()
    let answered: string[] = []
    functions.behave(async ({ ids }) => {
      await sleep(500)
      answered = [...answered, ...ids]
      return 202
    })
    const ids = names('term', 1_500)
    await publish(ids)
    await until('requests under way', () => functions.requests.length > 0)
    one.kill('SIGTERM')
    expect(await one.exited).toEqual([0, null])
    const byTheFirst = [...answered]
    expect(byTheFirst.length).toBeGreaterThan(0)
    expect(byTheFirst.length).toBeLessThan(1_500)
    expect(came(ids)).toHaveLength(byTheFirst.length)
    await startReady()
    await allCame(ids)
    expect(came(ids)).toHaveLength(1_500)
  })

  it('goes at the end of its time though a request is under way, and what that carried comes again', async () => {
    functions.behave(() => new Promise(() => undefined))
    const one = await start({ AUDITFLOW_DRAIN_SECONDS: '1' })
    await publish(['hanging'])
    await until('the request', () => came(['hanging']).length === 1)
    one.kill('SIGTERM')
    expect(await one.exited).toEqual([0, null])
    functions.behave(() => 202)
    await startReady()
    await until('it again', () => came(['hanging']).length === 2)
  })

  it('is not ready while RabbitMQ is away, and goes on when it is back', async () => {
    const proxy = await createTcpProxy(5672)
    const url = new URL(broker.url)
    url.port = String(proxy.port)
    const one = await start({ RABBITMQ_URL: url.href })
    await until('a connector that consumes', async () => (await readiness(one)) === 200)
    proxy.open = false
    proxy.cut()
    await until('unreadiness', async () => (await readiness(one)) === 503)
    expect((await fetch(`${one.url}/_/health`)).status).toBe(200)
    const ids = names('while-away', 20)
    await publish(ids)
    await sleep(500)
    expect(came(ids)).toEqual([])
    proxy.open = true
    await allCame(ids)
    await until('readiness', async () => (await readiness(one)) === 200)
    proxy.close()
  })

  it('starts without RabbitMQ, and goes when it is told to', async () => {
    const one = await start({ RABBITMQ_URL: 'amqp://127.0.0.1:1/' })
    expect(await readiness(one)).toBe(503)
    one.kill('SIGTERM')
    expect(await one.exited).toEqual([0, null])
    expect(one.stderr()).toBe('')
  })

  it('names each setting that is wrong', async () => {
    const one = await spawnFunction('connector', {
      AUDITFLOW_SINK_URL: 'http://gateway:8080/',
      AUDITFLOW_SINK_TIMEOUT_SECONDS: '0',
    })
    expect(await one.exited).toEqual([1, null])
    expect(one.stderr()).toBe(
      [
        'connector: RABBITMQ_URL: missing\n',
        'connector: AUDITFLOW_SINK_URL: must be a URL starting with http:// or https://, with {name} in it\n',
        'connector: AUDITFLOW_SINK_TIMEOUT_SECONDS: must be a whole number from 1 to 3600\n',
      ].join(''),
    )
  })
})
