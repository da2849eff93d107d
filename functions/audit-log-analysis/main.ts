import ownRules from 'auditflow:rules'
import { randomUUID } from 'node:crypto'
import { windowCache } from '../../shared/cache/window-cache.ts'
import { readConfig } from '../../shared/config/read-config.ts'
import { brokerCheck } from '../../shared/config/settings.ts'
import { compileRuleset, faultLine, parseRules } from '../../shared/detect/index.ts'
import { main } from '../../shared/runtime/main.ts'
import { createPublisher } from '../../shared/runtime/publisher.ts'
import type { Refusal } from '../../shared/runtime/receive-delivery.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { connect, type Transaction } from '../../shared/store/connect.ts'
import { databaseWindows } from '../../shared/store/database-windows.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { createPartitions } from '../../shared/store/partitions.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { settings } from './config.ts'
import { analysis, keepDeadLetters } from './handle.ts'
import { housekeeping } from './housekeeping.ts'
import { cachedWindows } from './windows.ts'

const NAME = 'audit-log-analysis'

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, brokerCheck)
  const sql = connect(config.DATABASE_URL, { name: NAME })
  const publisher = createPublisher(config, log)
  const cache = config.REDIS_URL === undefined ? undefined : windowCache(config.REDIS_URL, log)
  const { faults, ...parsed } = parseRules(ownRules)
  const ruleset = compileRuleset(parsed)
  for (const fault of faults) log.error('rule not loaded', { reason: faultLine(fault) })
  const ports = {
    sql,
    publisher,
    log,
    windows: (tx: Transaction) => (cache === undefined ? databaseWindows(tx) : cachedWindows(tx, cache, log)),
    ruleset: async () => ruleset,
    onLate: (count: number) => log.warn('too late for rules over several events', { count }),
    ensurePartitions: createPartitions(sql),
    clock: Date.now,
    newId: randomUUID,
  }
  const keepAs = (stage: string) => (refusals: readonly Refusal[]) =>
    withFaults(() =>
      rejectEvents(
        sql,
        refusals.map((refusal) => ({ ...refusal, stage })),
      ),
    )
  const chores = housekeeping(ports)
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    consumers: {
      '/': { handle: analysis(ports), keep: keepAs(NAME) },
      '/dead': { handle: keepDeadLetters(ports), keep: keepAs('dead-letter') },
    },
    ready: async () => void (await sql`select 1`),
    close: async () => {
      chores.stop()
      await publisher.close()
      await cache?.close()
      await sql.end({ timeout: 5 })
    },
  })
})
