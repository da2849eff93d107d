import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Refused, readAgain } from '../../shared/normalise/read-again.ts'
import { USUAL_REDACTION } from '../../shared/normalise/redaction/policy.ts'
import { readOnly } from '../../shared/store/read-only.ts'
import { replayProgress } from '../../shared/store/replay/replay-progress.ts'
import { runReplay } from '../../shared/store/replay/run-replay.ts'
import { startReplay } from '../../shared/store/replay/start-replay.ts'
import { refuseMany } from '../../shared/store/replay/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { analysis } from './handle.ts'
import { housekeeping } from './housekeeping.ts'
import { portsFor } from './testing/bench.ts'

/** More than are published at a time. */
const MANY = 1_200
const READING = { redaction: USUAL_REDACTION, own: { byName: new Map(), recognising: [] } }
const options = { read: (row: Refused) => readAgain(row, READING), clock: Date.now }

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('what a replay sends is published whole by one round of housekeeping, and stored once with what it was', async () => {
  await refuseMany(database.sql, MANY)
  const { id } = (await startReplay(database.sql, { by: 'ann', filter: { stage: 'audit-log-analysis' } }))!
  await runReplay(database.sql, id, options)
  const ports = portsFor(database.sql)
  const chores = housekeeping({ ...ports, expected: () => [] })
  await chores.run()
  chores.stop()
  const { published } = ports.publisher
  expect(published).toHaveLength(MANY)
  const handle = analysis({ ...ports, onTick: async () => undefined })
  expect(await handle(published)).toEqual({ rejected: [] })
  expect(await handle(published.slice(0, 100))).toEqual({ rejected: [] })
  expect(await readOnly(database.sql, (sql) => replayProgress(sql, id))).toMatchObject({ total: MANY, arrived: MANY })
  expect(await database.sql`select count(*)::int as count, extensions from audit_events group by extensions`).toEqual([
    { count: MANY, extensions: { story: 'one', replay: id } },
  ])
})
