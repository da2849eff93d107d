import migrationFiles from 'auditflow:migrations'
import { setTimeout as sleep } from 'node:timers/promises'
import { declareOnce } from '../shared/broker/declare.ts'
import { readConfig } from '../shared/config/read-config.ts'
import { databaseUrl, rabbitmqUrl, wholeNumber } from '../shared/config/settings.ts'
import { Unavailable } from '../shared/ports/outcome.ts'
import { main } from '../shared/runtime/main.ts'
import { topology } from '../shared/runtime/publisher.ts'
import { connect } from '../shared/store/connect.ts'
import { withFaults } from '../shared/store/faults.ts'
import { toMigrations } from '../shared/store/load-migrations.ts'
import { migrate } from '../shared/store/migrate.ts'

const AGAIN_MS = 1_000

/** Before anything else runs: brings the database's schema up to date and declares what RabbitMQ must have. */
void main('prepare', async (log) => {
  const config = readConfig(
    {
      DATABASE_URL: databaseUrl,
      RABBITMQ_URL: rabbitmqUrl,
      /** How long services that are starting may take until they answer. */
      AUDITFLOW_PREPARE_SECONDS: wholeNumber({ min: 0, max: 3600, default: 120 }),
    },
    process.env,
  )
  const deadline = performance.now() + config.AUDITFLOW_PREPARE_SECONDS * 1_000
  const applied = await retry('DATABASE_URL', deadline, () => migrateDatabase(config.DATABASE_URL))
  log.info('the schema is up to date', { applied })
  await retry('RABBITMQ_URL', deadline, () => declareOnce(config.RABBITMQ_URL, topology))
  log.info('exchanges, queues and bindings are declared', { queues: topology.queues.map(({ name }) => name) })
})

async function migrateDatabase(url: string): Promise<number[]> {
  const sql = connect(url, { max: 1, name: 'auditflow-prepare' })
  try {
    return await withFaults(() => migrate(sql, toMigrations(migrationFiles)))
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Tries again what may pass, until the deadline; the reason that is left names the variable, on one line. */
async function retry<T>(variable: string, deadline: number, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (error instanceof Unavailable && performance.now() + AGAIN_MS < deadline) await sleep(AGAIN_MS)
      else throw new Error(`${variable}: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`, { cause: error })
    }
  }
}
