import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import type { AuditEvent } from '../../events/audit-event.ts'
import { AuditEvent as Schema } from '../../events/audit-event.ts'
import { canaryEvent } from '../../events/canary.ts'
import { type CloudEvent, uidOf } from '../../events/envelope.ts'
import { appendEvents } from '../append-events.ts'
import { findEvents } from '../find-events.ts'
import { readOverview } from '../overview.ts'
import { readOnly } from '../read-only.ts'
import { auditEvent } from '../test-events.ts'
import { addMonths } from '../test-rows.ts'
import { transaction } from '../transaction.ts'
import { checkCanary } from './check-canary.ts'
import { knownCanaries } from './known-canaries.ts'
import { sendCanary } from './send-canary.ts'

const NOW = Date.UTC(2026, 10, 25, 7, 30)
const MINUTE_MS = 60_000
const WITHIN = 2 * MINUTE_MS

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await addMonths(database.sql)
})
beforeEach(() => database.sql`truncate canaries, outbox, audit_events, event_ids`)
afterAll(() => database.drop())

const send = (atMs: number) => sendCanary(database.sql, atMs)
const store = async (event: CloudEvent) => {
  const stored = { uid: uidOf(event.source, event.id), event: event as CloudEvent<AuditEvent> }
  await transaction(database.sql, (tx) => appendEvents(tx, [stored]))
}
const state = (atMs: number) => checkCanary(database.sql, atMs, WITHIN)

describe('the canary', () => {
  it('is an audit event like others', () => {
    expect(Schema.safeParse(canaryEvent(NOW).data).success).toBe(true)
  })

  it('is one event of the same minutes, whoever sends it, and lies in the outbox until it is published', async () => {
    const events = await Promise.all([0, 1, 2, 3].map((index) => send(NOW + index * MINUTE_MS)))
    expect(events.filter((event) => event !== undefined)).toHaveLength(1)
    expect(await database.sql`select type from outbox`).toHaveLength(1)
    expect(await send(NOW + 5 * MINUTE_MS)).toBeDefined()
  })

  it('is missing once its time is over, and no longer when it or a later one is there', async () => {
    expect(await state(NOW)).toEqual({ stored: null, missingSince: null })
    const lost = await send(NOW)
    expect(await state(NOW + WITHIN - 1)).toEqual({ stored: null, missingSince: null })
    expect(await state(NOW + WITHIN)).toEqual({ stored: null, missingSince: NOW })
    const later = await send(NOW + 5 * MINUTE_MS)
    expect(await state(NOW + 5 * MINUTE_MS)).toMatchObject({ missingSince: NOW })
    await store(later!)
    expect(await state(NOW + 20 * MINUTE_MS)).toMatchObject({
      missingSince: null,
      stored: { sentAt: NOW + 5 * MINUTE_MS, tookMs: expect.any(Number) },
    })
    await store(lost!)
    expect((await state(NOW + 20 * MINUTE_MS)).stored?.sentAt).toBe(NOW + 5 * MINUTE_MS)
  })

  it('says how long it took', async () => {
    const sentMs = Date.now() - 90_000
    await store((await send(sentMs))!)
    const { stored } = await state(Date.now())
    expect(stored?.tookMs).toBeGreaterThanOrEqual(90_000)
    expect(stored?.tookMs).toBeLessThan(120_000)
  })

  it('is remembered for two days', async () => {
    await database.sql`
      insert into canaries (uid, sent_at)
      select gen_random_uuid(), ${new Date(NOW).toISOString()}::timestamptz - n * interval '5 minutes'
      from generate_series(1, 700) as n`
    await send(NOW)
    const [row] = await database.sql<{ kept: number; newest: Date }[]>`
      select count(*)::int as kept, max(sent_at) as newest from canaries`
    expect(row).toEqual({ kept: 600, newest: new Date(NOW) })
  })

  it('is known by having been sent, not by what it says of itself', async () => {
    const sent = await send(NOW)
    const uid = uidOf(sent!.source, sent!.id)
    const forged = uidOf('/auditflow/canary', 'forged')
    expect(await transaction(database.sql, (tx) => knownCanaries(tx, [uid, forged]))).toEqual(new Set([uid]))
  })

  it('shows neither among events nor in what is counted, unless it is asked for', async () => {
    const { uid, event } = auditEvent({ time: NOW }, 'other')
    const range = {
      from: new Date(NOW - 60 * MINUTE_MS).toISOString(),
      now: new Date(NOW).toISOString(),
      bucketSeconds: 60,
    }
    const overview = () => readOnly(database.sql, (reader) => readOverview(reader, range))
    await store((await send(NOW))!)
    expect(await overview()).toMatchObject({ begun: false, buckets: [], activity: { events: { hour: 0, day: 0 } } })
    await store(event)
    const list = (canary?: 'show') =>
      readOnly(database.sql, (reader) => findEvents(reader, { limit: 9, ...(canary && { canary }) }))
    expect((await list()).rows.map((row) => row.uid)).toEqual([uid])
    expect((await list('show')).rows).toHaveLength(2)
    const { begun, buckets, activity, tops } = await overview()
    expect({ begun, events: buckets.map(({ events }) => events) }).toEqual({ begun: true, events: [1] })
    expect(activity.events.hour).toBe(1)
    expect(tops.actions.map(({ value }) => value)).not.toContain('canary')
  })
})
