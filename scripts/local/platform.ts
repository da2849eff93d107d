import { once } from 'node:events'
import { join } from 'node:path'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import type { Log, Subscriber } from '../../shared/ports/ports.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { connect } from '../../shared/store/connect.ts'
import { loadMigrations } from '../../shared/store/load-migrations.ts'
import { migrate } from '../../shared/store/migrate.ts'
import { queueSubscriber } from '../../shared/store/queue.ts'
import { ROOT } from '../bundle.mjs'
import { deliver } from '../connector/deliver.ts'
import { schedule } from '../connector/schedule.ts'
import { SCHEDULES, type Schedules, type Sink, ticking } from '../connector/sources.ts'
import type { Target } from '../connector/target.ts'
import { freePort } from './free-port.ts'
import { type LocalFunction, localFunction } from './function-process.ts'
import { functionTarget } from './function-target.ts'
import { gateway } from './gateway.ts'
import { type Plan, readManifests } from './manifests.ts'
import { makeSecrets } from './secrets.ts'
import { chooseServices, type Services } from './services.ts'

const DASHBOARD = 'event-audit-dashboard'

export type PlatformOptions = {
  env: Record<string, string | undefined>
  /** Where secrets and embedded data live. */
  home: string
  port: number
  log: Log
}

/** What a cluster does, on one machine: services, functions from zero, deliveries, schedules and the gateway. */
export async function startPlatform({ env, home, port, log }: PlatformOptions) {
  const plan = readManifests(ROOT)
  const secrets = makeSecrets(join(home, 'secrets'))
  const services = await chooseServices(env, home)
  await migrateDatabase(services.databaseUrl)
  const ownPort = port === 0 ? await freePort() : port
  const url = `http://localhost:${ownPort}`
  const environment = functionEnvironment(env, services, join(home, 'secrets'))
  const functions = createFunctions(plan, { AUDITFLOW_PUBLIC_URL: url, ...environment })
  const server = gateway(functions, DASHBOARD, log)
  await listen(server.listen(ownPort), ownPort)
  const subscriber = createSubscriber(services, log)
  const targetOf = ({ sink }: { sink: Sink }): Target => functionTarget(functions.get(sink.function)!)
  const deliveries = plan.sources.map((source) => deliver(source, subscriber, targetOf(source), log))
  await Promise.all(deliveries.map(({ started }) => started))
  const schedules = ticking(plan.pings, schedulesOf(env['AUDITFLOW_SCHEDULES'])).map((ping) =>
    schedule(ping, targetOf(ping), log, { atOnce: true }),
  )
  return {
    url,
    token: secrets['AUDITFLOW_INGEST_TOKEN'] ?? '',
    told: services.told,
    functions,
    async stop() {
      for (const { stop } of schedules) stop()
      const answered = deliveries.map(({ stop }) => stop())
      server.close()
      await Promise.all([...functions.values()].map((one) => one.stop()))
      await Promise.all(answered)
      server.closeAllConnections()
      await subscriber.close()
      await services.stop()
    },
  }
}

function schedulesOf(text = 'on'): Schedules {
  const known = SCHEDULES.find((one) => one === text)
  if (known === undefined) throw new Error(`AUDITFLOW_SCHEDULES: must be one of ${SCHEDULES.join(', ')}`)
  return known
}

/** Functions see the caller's own AUDITFLOW_ variables, then what stack.yml gives them; never the whole environment. */
function functionEnvironment(env: PlatformOptions['env'], services: Services, secretsFolder: string) {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && /^(AUDITFLOW_|PATH$|HOME$|TZ$|NODE_OPTIONS$)/.test(entry[0]),
  )
  return {
    ...Object.fromEntries(passed),
    AUDITFLOW_SECRETS_DIR: secretsFolder,
    AUDITFLOW_DRAIN_SECONDS: '0',
    AUDITFLOW_QUEUE: services.rabbitmqUrl === undefined ? 'postgres' : 'rabbitmq',
    DATABASE_URL: services.databaseUrl,
    ...(services.rabbitmqUrl === undefined ? {} : { RABBITMQ_URL: services.rabbitmqUrl }),
    ...(services.redisUrl === undefined ? {} : { REDIS_URL: services.redisUrl }),
  }
}

function createFunctions(plan: Plan, environment: Record<string, string>): Map<string, LocalFunction> {
  return new Map(plan.functions.map((one) => [one.name, localFunction(one, { ...one.environment, ...environment })]))
}

function createSubscriber({ rabbitmqUrl, databaseUrl }: Services, log: Log): Subscriber {
  return rabbitmqUrl === undefined
    ? queueSubscriber(connect(databaseUrl, { max: 4, name: 'auditflow-runner' }), topology, log)
    : amqpSubscriber(rabbitmqUrl, topology, log)
}

async function migrateDatabase(url: string): Promise<void> {
  const sql = connect(url, { max: 1 })
  try {
    await migrate(sql, loadMigrations(join(ROOT, 'shared/store/migrations')))
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function listen(server: import('node:http').Server, port: number): Promise<void> {
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(code === 'EADDRINUSE' ? `port ${port} is taken: set AUDITFLOW_PORT to another` : String(error))
  }
}
