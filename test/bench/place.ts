import type { Sql } from '../../shared/store/connect.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'

export type Bench = { runner: Runner; sql: Sql; databaseUrl: string; rabbitmqUrl: string }

/** Runs `work` against AuditFlow on the real services, in a database, virtual host and key prefix of its own. */
export async function withBench<T>(work: (bench: Bench) => Promise<T>): Promise<T> {
  const place = await createPlace()
  const runner = await place.start()
  try {
    const { sql, url } = place.database
    return await work({ runner, sql, databaseUrl: url, rabbitmqUrl: place.broker.url })
  } finally {
    await runner.stop()
    await place.remove()
  }
}
