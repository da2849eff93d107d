import ownRules from 'auditflow:rules'
import { randomUUID } from 'node:crypto'
import { windowCache } from '../../shared/cache/window-cache.ts'
import { readConfig } from '../../shared/config/read-config.ts'
import { brokerCheck } from '../../shared/config/settings.ts'
import { createMetrics } from '../../shared/observe/metrics.ts'
import { readPlaces } from '../../shared/rules/read-places.ts'
import { canary } from '../../shared/runtime/canary.ts'
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
import { takeDeadLetters } from './dead-letters.ts'
import { analysis } from './handle.ts'
import { housekeeping } from './housekeeping.ts'
import { createRuleset } from './ruleset.ts'
import { cachedWindows } from './windows.ts'

const NAME = 'audit-log-analysis'
const SECOND_MS = 1000

void main(NAME, async (log) => {
  const config = readConfig(settings, process.env, brokerCheck)
  const sql = connect(config.DATABASE_URL, { name: NAME })
  const publisher = createPublisher(config, log)
  const cache = config.REDIS_URL === undefined ? undefined : windowCache(config.REDIS_URL, log)
  const metrics = createMetrics(NAME)
  const ruleset = createRuleset({
    sql,
    log,
    clock: Date.now,
    pack: ownRules,
    folders: config.AUDITFLOW_RULES,
    placeholdersFile: config.AUDITFLOW_PLACEHOLDERS,
    expectedFile: config.AUDITFLOW_EXPECTED,
    options: {
      places: config.AUDITFLOW_PLACES === undefined ? [] : await readPlaces(config.AUDITFLOW_PLACES),
      latenessMs: config.AUDITFLOW_LATENESS,
      waitMs: config.AUDITFLOW_WAIT,
    },
    reloadMs: config.AUDITFLOW_RULES_RELOAD_SECONDS * SECOND_MS,
    count: metrics.rules,
  })
  const ports = {
    sql,
    publisher,
    log,
    windows: (tx: Transaction) => (cache === undefined ? databaseWindows(tx) : cachedWindows(tx, cache, log)),
    ruleset,
    expected: ruleset.expected,
    onLate: metrics.late,
    ensurePartitions: createPartitions(sql),
    life: {
      reopenMs: config.AUDITFLOW_REOPEN,
      quietMs: config.AUDITFLOW_QUIET,
      lateMs: config.AUDITFLOW_WAIT,
    },
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
  const watchItself = canary(ports, config)
  const tick = async () => {
    await chores.run()
    await watchItself()
  }
  await serve({
    name: NAME,
    port: config.PORT,
    drainSeconds: config.AUDITFLOW_DRAIN_SECONDS,
    log,
    metrics,
    consumers: {
      '/': { handle: analysis({ ...ports, onTick: tick }), tick, keep: keepAs(NAME) },
      '/dead': { handle: takeDeadLetters(ports), keep: keepAs('dead-letter') },
    },
    ready: async () => void (await Promise.all([sql`select 1`, ruleset()])),
    close: async () => {
      chores.stop()
      await publisher.close()
      await cache?.close()
      await sql.end({ timeout: 5 })
    },
  })
})
