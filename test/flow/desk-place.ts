import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deliver } from '../../scripts/connector/deliver.ts'
import { httpTarget } from '../../scripts/connector/http-target.ts'
import type { Target } from '../../scripts/connector/target.ts'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { createTestBroker } from '../helpers/broker.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { keepingLog } from '../helpers/keeping-log.ts'
import { patiently } from '../helpers/patiently.ts'
import { type RunningFunction, startFunction } from '../helpers/run-function.ts'
import { createTcpProxy } from '../helpers/tcp-proxy.ts'

const NAME = 'notification-service'
const QUEUE = 'auditflow.notification'
const PARALLELISM = 10
const BATCH_SIZE = 20
/** A restart takes a server away for about so long. */
const AWAY_MS = 700
const TICK_MS = 3_000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Two processes of the notification service between a RabbitMQ and a PostgreSQL that can be taken from them, with all that
 * calls them on a cluster: the queue's messages, and a tick, sent a hundred times as often.
 */
export async function createDeskPlace(routing: string) {
  const [database, broker] = await Promise.all([createTestDatabase(), createTestBroker()])
  const [postgres, rabbit] = await Promise.all([createTcpProxy(5432), createTcpProxy(5672)])
  const home = mkdtempSync(join(tmpdir(), 'auditflow-'))
  const file = join(home, 'routing.yaml')
  writeFileSync(file, routing)
  const databaseUrl = new URL(database.url)
  databaseUrl.port = String(postgres.port)
  const rabbitUrl = new URL(broker.url)
  rabbitUrl.port = String(rabbit.port)
  const environment = {
    DATABASE_URL: databaseUrl.href,
    RABBITMQ_URL: rabbitUrl.href,
    AUDITFLOW_ROUTING: file,
    AUDITFLOW_LINK_SECRET: '07'.repeat(32),
    AUDITFLOW_PUBLIC_URL: 'https://audit.example',
    AUDITFLOW_EGRESS_ALLOW: '127.0.0.1',
    AUDITFLOW_CANARY: 'off',
    AUDITFLOW_DRAIN_SECONDS: '0',
  }
  const start = () => startFunction(NAME, environment)
  const processes = await Promise.all([start(), start()])
  let turn = 0
  const target: Target = {
    name: NAME,
    // As a Service does: to one of those that are there.
    post: (path, message) => httpTarget(NAME, processes[turn++ % processes.length]!.url, 20_000).post(path, message),
  }
  const subscriber = amqpSubscriber(rabbitUrl.href, topology, keepingLog())
  const plan = {
    name: 'notification',
    queue: QUEUE,
    parallelism: PARALLELISM,
    batchSize: BATCH_SIZE,
    prefetch: PARALLELISM * BATCH_SIZE,
    retry: 1_000,
    backoffMs: () => 300,
    sink: { function: NAME, path: '/' },
  }
  const delivering = deliver(plan, subscriber, target, keepingLog())
  await delivering.started
  const tick = () => target.post('/', { headers: {}, body: Buffer.alloc(0) }).catch(() => undefined)
  const ticking = setInterval(() => void tick(), TICK_MS)

  const kill = async (index: number): Promise<void> => {
    await processes[index]?.end()
    processes[index] = await start()
  }
  const takeAway = async (proxy: typeof postgres): Promise<void> => {
    proxy.open = false
    proxy.cut()
    await pause(AWAY_MS)
    proxy.open = true
  }
  return {
    database,
    brokerUrl: broker.url,
    processes: processes as readonly RunningFunction[],
    /** Everything that can go wrong, by its name. */
    blows: {
      'kill one': () => kill(0),
      'kill the other': () => kill(1),
      'PostgreSQL restarts': () => takeAway(postgres),
      'RabbitMQ restarts': () => takeAway(rabbit),
      'connections to PostgreSQL end': async () =>
        void (await patiently(
          () => database.sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = ${NAME}`,
        )),
    },
    async remove() {
      clearInterval(ticking)
      await Promise.all([delivering.stop(), subscriber.close()])
      await Promise.all(processes.map((running) => running.end()))
      for (const proxy of [postgres, rabbit]) proxy.close()
      await Promise.all([database.drop(), broker.drop()])
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type DeskPlace = Awaited<ReturnType<typeof createDeskPlace>>
