import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultRouting } from '../../shared/notify/routing/default-routing.ts'
import { alertOf } from '../../shared/store/notices/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { startFunction } from '../../test/helpers/run-function.ts'
import { until } from '../../test/helpers/until.ts'
import { planAlerts } from './plan-alerts.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('tells what a process before it had planned and not told, without being asked, and leaves with 0 when told to', async () => {
  const { sql, url } = database
  const routing = defaultRouting({ consoleLevel: 'low' })
  await planAlerts(sql, [alertOf()], { routing, fingerprint: 'of the process before' }, Date.now())
  const started = await startFunction('notification-service', { DATABASE_URL: url, AUDITFLOW_DRAIN_SECONDS: '0' })
  try {
    await until('the notice', async () => (await sql`select 1 from notices where status = 'sent'`).length === 1)
    started.kill('SIGTERM')
    expect(await started.exited).toEqual([0, null])
  } finally {
    await started.end()
  }
})
