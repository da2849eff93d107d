import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { readOnly } from '../read-only.ts'
import { addAlert } from '../test-rows.ts'
import { alertsOfNotice } from './alerts-of-notice.ts'
import { changeAlerts } from './change-alert.ts'
import { NOW } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it.each(['acknowledge', 'resolve'] as const)(
  'of more alerts than are read at a time each is reached by asking again, to %s them',
  async (change) => {
    const { sql } = database
    const notice = randomUUID()
    await sql`
      insert into notices (id, receiver, channel, kind, notice, status, created_at)
      values (${notice}, 'ops', 'ops/email/0', 'firing', '{}', 'sent', now())`
    for (const level of ['critical', 'high', 'low'] as const) {
      const id = await addAlert(sql, { level, key: `${change}=${level}` })
      await sql`insert into notice_alerts (notice_id, alert_id, episode) values (${notice}, ${id}, 1)`
    }
    const order: string[] = []
    for (let n = 0; n < 3; n++) {
      const [first] = await readOnly(sql, (reader) => alertsOfNotice(reader, notice, 1))
      order.push(first!.level)
      await changeAlerts(sql, [first!], { change, by: 'ann', nowMs: NOW })
    }
    expect(order).toEqual(['critical', 'high', 'low'])
  },
)
