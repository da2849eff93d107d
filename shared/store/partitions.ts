import type { Sql } from './connect.ts'
import { transaction } from './transaction.ts'

/** Outside of these years events go to the default partition, so that odd timestamps make no partitions. */
const FIRST_YEAR = 2000
const LAST_YEAR = 2099
const PARTITION_LOCK = 7_203_114_022

/** Makes the monthly partitions that events of given times need, each once a process. */
export function createPartitions(sql: Sql): (timesMs: Iterable<number>) => Promise<void> {
  const known = new Set<string>()
  return async (timesMs) => {
    const months = new Set<string>()
    for (const timeMs of timesMs) {
      const time = new Date(timeMs)
      const year = time.getUTCFullYear()
      if (year < FIRST_YEAR || year > LAST_YEAR) continue
      const month = `${year}_${String(time.getUTCMonth() + 1).padStart(2, '0')}`
      if (!known.has(month)) months.add(month)
    }
    for (const month of months) {
      await createPartition(sql, month)
      known.add(month)
    }
  }
}

async function createPartition(sql: Sql, month: string): Promise<void> {
  const [year, number] = month.split('_').map(Number) as [number, number]
  const from = new Date(Date.UTC(year, number - 1)).toISOString()
  const to = new Date(Date.UTC(year, number)).toISOString()
  await transaction(sql, async (tx) => {
    await tx`select pg_advisory_xact_lock(${PARTITION_LOCK})`
    await tx.unsafe(
      `create table if not exists audit_events_${month} partition of audit_events for values from ('${from}') to ('${to}')`,
    )
  })
}
