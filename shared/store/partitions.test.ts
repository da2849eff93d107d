import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../events/audit-event.ts'
import { appendEvents } from './append-events.ts'
import { connect } from './connect.ts'
import { createPartitions } from './partitions.ts'
import { auditEvent } from './test-events.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const partitions = async () => {
  const rows = await database.sql<{ name: string }[]>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'audit_events'::regclass order by 1`
  return rows.map(({ name }) => name)
}
const placeOf = async (uid: string) =>
  (await database.sql`select tableoid::regclass::text as place from audit_events where uid = ${uid}`)[0]?.['place']

describe('createPartitions', () => {
  it('makes the months that are needed, at once from several pools', async () => {
    const pools = Array.from({ length: 3 }, () => connect(database.url, { max: 2 }))
    const times = [
      Date.UTC(2026, 0, 31, 23, 59, 59, 999),
      Date.UTC(2026, 1, 1),
      Date.UTC(2000, 0, 1),
      Date.UTC(2099, 11, 31),
    ]
    await Promise.all(pools.flatMap((sql) => [createPartitions(sql)(times), createPartitions(sql)(times)]))
    await Promise.all(pools.map((sql) => sql.end()))
    expect(await partitions()).toEqual([
      'audit_events_2000_01',
      'audit_events_2026_01',
      'audit_events_2026_02',
      'audit_events_2099_12',
      'audit_events_far',
    ])
  })

  it('puts events at the edges of a month into it, and what no year of ours holds into the default one', async () => {
    const places = {
      audit_events_2031_03: [Date.UTC(2031, 2, 1), Date.UTC(2031, 3, 1) - 1],
      audit_events_2031_04: [Date.UTC(2031, 3, 1)],
      audit_events_far: [
        EARLIEST_TIME_MS,
        LATEST_TIME_MS,
        Date.UTC(1999, 11, 31, 23, 59, 59, 999),
        Date.UTC(2100, 0, 1),
      ],
    }
    const before = await partitions()
    await createPartitions(database.sql)(Object.values(places).flat())
    expect(await partitions()).toHaveLength(before.length + 2)
    for (const [place, times] of Object.entries(places))
      for (const time of times) {
        const stored = auditEvent({ time })
        expect(await transaction(database.sql, (tx) => appendEvents(tx, [stored]))).toEqual(new Set([stored.uid]))
        expect(await placeOf(stored.uid)).toBe(place)
      }
  })

  it('asks the database once for a month', async () => {
    const ensure = createPartitions(database.sql)
    await ensure([Date.UTC(2040, 0, 1)])
    await database.sql`drop table audit_events_2040_01`
    await ensure([Date.UTC(2040, 0, 2)])
    expect(await partitions()).not.toContain('audit_events_2040_01')
  })
})
