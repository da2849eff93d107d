import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { ALERT_TRIGGERED } from '../../events/catalogue.ts'
import { uidOf } from '../../events/envelope.ts'
import { writeOutbox } from '../outbox.ts'
import { readOnly } from '../read-only.ts'
import { rejectEvents } from '../reject-events.ts'
import { auditEvent } from '../test-events.ts'
import { transaction } from '../transaction.ts'
import type { DeadFilter } from './dead-filter.ts'
import { type ReplayOne, replayOne } from './replay-one.ts'
import { replayProgress } from './replay-progress.ts'
import { runReplay } from './run-replay.ts'
import { startReplay } from './start-replay.ts'
import { failNotice, read, refusedEvent, refuseMany } from './testing.ts'

const clock = () => Date.UTC(2026, 10, 25)
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => database.sql`truncate rejected_events, outbox, replays, replay_items, notices, event_ids cascade`)
afterAll(() => database.drop())

const rows = () => database.sql<Record<string, unknown>[]>`select * from rejected_events order by uid`
const outbox = () => database.sql<{ event: Record<string, unknown> }[]>`select event from outbox order by id`
const progress = async (id: string) => (await readOnly(database.sql, (sql) => replayProgress(sql, id)))!
const one = (id: string, rest: Partial<ReplayOne> = {}) =>
  replayOne(database.sql, { replay: randomUUID(), by: 'ann', kind: 'event', id, ...rest }, { read, clock })
const all = async (filter: DeadFilter = {}) => {
  const started = await startReplay(database.sql, { by: 'ann', filter })
  if (started === undefined) throw new Error('nothing matches')
  await runReplay(database.sql, started.id, { read, clock })
  return started
}
const UID = uidOf('/test', 'x')

describe('what is refused', () => {
  it('is kept with the identity and the extensions of the event that it was', async () => {
    await rejectEvents(database.sql, [refusedEvent('x', { headers: { 'x-github-event': 'ping' } })])
    expect(await rows()).toMatchObject([
      { event_source: '/test', event_id: 'x', extensions: { story: 'one' }, headers: { 'x-github-event': 'ping' } },
    ])
  })

  it('again after a replay is listed again, as it was refused this time', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    await one(UID)
    await rejectEvents(database.sql, [refusedEvent('x', { stage: 'dead-letter', reason: 'given up', payload: '{}' })])
    expect(await rows()).toMatchObject([
      { stage: 'dead-letter', reason: 'given up', payload: '{}', times: 2, replays: 1, replayed_at: null },
    ])
  })

  it('again without a replay stays as it was first refused, and learns what it did not know', async () => {
    const { event: _, ...old } = refusedEvent('x')
    await rejectEvents(database.sql, [old])
    await rejectEvents(database.sql, [refusedEvent('x', { reason: 'another', payload: '{}' })])
    expect(await rows()).toMatchObject([
      { reason: old.reason, payload: old.payload, times: 2, event_id: 'x', extensions: { story: 'one' } },
    ])
  })
})

describe('one rejected event', () => {
  it('goes into the outbox as it was, and the row says by whom and when', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    const replay = randomUUID()
    expect(await one(UID, { replay })).toEqual({ kind: 'sent' })
    expect(await outbox()).toMatchObject([{ event: { id: 'x', source: '/test', story: 'one', replay } }])
    expect(await rows()).toMatchObject([{ replays: 1, replay, replayed_at: expect.any(Date), times: 1 }])
    expect(await progress(replay)).toMatchObject({ created_by: 'ann', total: 1, taken: 1, waiting: 1, arrived: 0 })
  })

  it('that is none is unknown', async () => {
    expect(await one(randomUUID())).toEqual({ kind: 'unknown' })
  })

  it('that is under way is sent once more only when somebody insists', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    await one(UID)
    expect(await one(UID)).toEqual({ kind: 'under-way' })
    expect(await one(UID, { force: true })).toEqual({ kind: 'sent' })
    expect(await outbox()).toHaveLength(1)
  })

  it('is sent once by two who ask at the same moment', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    const outcomes = await Promise.all([one(UID), one(UID), one(UID)])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['sent', 'under-way', 'under-way'])
    expect(await rows()).toMatchObject([{ replays: 1 }])
  })

  it('that still can’t be read stays, with the new reason', async () => {
    await rejectEvents(database.sql, [refusedEvent('x', { payload: '{"time":1}' })])
    const replay = randomUUID()
    expect(await one(UID, { replay })).toEqual({ kind: 'refused', reason: expect.stringContaining('data.raw') })
    expect(await rows()).toMatchObject([
      { reason: expect.stringContaining('data.raw'), payload: '{"time":1}', times: 2, replays: 1, replayed_at: null },
    ])
    expect(await outbox()).toEqual([])
    expect(await progress(replay)).toMatchObject({ total: 1, taken: 1, refused: 1 })
  })

  it('mended in vain is left as it is', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    const before = await rows()
    expect(await one(UID, { payload: '{' })).toMatchObject({ kind: 'refused', reason: expect.stringContaining('JSON') })
    expect(await rows()).toEqual(before)
    expect(await database.sql`select from replays`).toEqual([])
  })

  it('mended keeps what first came, and no secret that was put in', async () => {
    const first = refusedEvent('x', { payload: '{"time":1}' })
    await rejectEvents(database.sql, [first])
    const { payload } = refusedEvent('x')
    const mended = JSON.stringify({ ...JSON.parse(payload), raw: { password: 'hunter2' } })
    expect(await one(UID, { payload: mended })).toEqual({ kind: 'sent' })
    expect(await rows()).toMatchObject([{ original: '{"time":1}', replayed_at: expect.any(Date) }])
    expect(JSON.stringify([await rows(), await outbox()])).not.toContain('hunter2')
  })

  it('that is mended before it was published goes as it was mended', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    await one(UID)
    const mended = JSON.stringify({ ...JSON.parse(refusedEvent('x').payload), activity_name: 'mended' })
    expect(await one(UID, { payload: mended, force: true })).toEqual({ kind: 'sent' })
    expect(await outbox()).toMatchObject([{ event: { id: 'x', data: { activity_name: 'mended' } } }])
  })

  it('that takes the name of what waits to be published takes nothing from there', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    const { event } = auditEvent({ activity_name: 'waits' }, 'other')
    await transaction(database.sql, (tx) => writeOutbox(tx, [event]))
    const whole = { ...event, extensions: undefined, data: { ...event.data, activity_name: 'mended' } }
    for (let n = 0; n < 2; n++) await one(UID, { payload: JSON.stringify(whole), force: true })
    expect(await outbox()).toMatchObject([{ event: { id: 'other', data: { activity_name: 'waits' } } }])
  })

  it('of which only a part was kept is whole once it is mended', async () => {
    await rejectEvents(database.sql, [refusedEvent('x', { reason: 'no (payload cut to 5 of 9 characters)' })])
    for (let n = 0; n < 2; n++)
      expect(await one(UID)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('only its beginning') })
    expect(await outbox()).toEqual([])
    expect(await one(UID, { payload: refusedEvent('x').payload })).toEqual({ kind: 'sent' })
    expect(await one(UID, { force: true })).toEqual({ kind: 'sent' })
    expect(await rows()).toMatchObject([{ reason: 'only its beginning was kept', replays: 4 }])
  })

  it('is poison after five times, unless somebody insists', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    for (let n = 0; n < 5; n++) {
      expect(await one(UID)).toEqual({ kind: 'sent' })
      await rejectEvents(database.sql, [refusedEvent('x')])
    }
    expect(await one(UID)).toEqual({ kind: 'poison', replays: 5 })
    expect(await startReplay(database.sql, { by: 'ann', filter: {} })).toBeUndefined()
    expect(await one(UID, { force: true })).toEqual({ kind: 'sent' })
  })
})

describe('a replay by filter', () => {
  it('sends what matches, once, and nothing else', async () => {
    await refuseMany(database.sql, 30)
    await rejectEvents(database.sql, [refusedEvent('x', { reason: 'another' })])
    const { id, total } = await all({ reason: 'A FAULT', stage: 'audit-log-analysis', source: '/test' })
    expect(total).toBe(30)
    expect(await outbox()).toHaveLength(30)
    expect(await progress(id)).toMatchObject({ total: 30, taken: 30, waiting: 30, finished_at: expect.any(String) })
    expect(await startReplay(database.sql, { by: 'ann', filter: { reason: 'a fault' } })).toBeUndefined()
  })

  it('by several at once sends each row once', async () => {
    await refuseMany(database.sql, 2_500)
    const started = await Promise.all([1, 2, 3].map(() => startReplay(database.sql, { by: 'ann', filter: {} })))
    await Promise.all(started.map((replay) => runReplay(database.sql, replay!.id, { read, clock })))
    const [counted] = await database.sql`
      select count(*)::int as rows, sum(replays)::int as replays, count(replayed_at)::int as sent from rejected_events`
    expect(counted).toEqual({ rows: 2_500, replays: 2_500, sent: 2_500 })
    const totals = await Promise.all(started.map((replay) => progress(replay!.id)))
    expect(totals.reduce((sum, { total }) => sum + total, 0)).toBe(2_500)
  })

  it.each([
    ['of one that was given by its id', (replay: string) => one(UID, { replay })],
    [
      'that was refused at once',
      async (replay: string) => {
        await database.sql`update rejected_events set payload = '{' where uid = ${UID}`
        await one(UID, { replay })
      },
    ],
  ])('%s is finished: to go on with it sends nothing else', async (_, begin) => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    await refuseMany(database.sql, 3)
    await failNotice(database.sql, { id: randomUUID() })
    const replay = randomUUID()
    await begin(replay)
    const before = [await rows(), await outbox(), await progress(replay)]
    expect(await runReplay(database.sql, replay, { read, clock })).toBe(true)
    expect([await rows(), await outbox(), await progress(replay)]).toEqual(before)
    expect(await database.sql`select status from notices`).toEqual([{ status: 'failed' }])
  })

  it('that was interrupted goes on where it ended', async () => {
    await refuseMany(database.sql, 2_500)
    const { id } = (await startReplay(database.sql, { by: 'ann', filter: {} }))!
    let batches = 0
    await runReplay(database.sql, id, { read, clock, isStopped: () => batches++ > 0 })
    expect(await progress(id)).toMatchObject({ total: 2_500, taken: 1_000, finished_at: null })
    await runReplay(database.sql, id, { read, clock })
    expect(await progress(id)).toMatchObject({ total: 2_500, taken: 2_500, finished_at: expect.any(String) })
    expect(await database.sql`select from rejected_events where replays <> 1`).toEqual([])
  })

  it('does not come back to what it has found wanting, nor to what is refused while it runs', async () => {
    await refuseMany(database.sql, 5, { payload: '{"time":1}' })
    const { id } = await all()
    await runReplay(database.sql, id, { read, clock })
    expect(await progress(id)).toMatchObject({ total: 5, refused: 5 })
    expect(await database.sql`select distinct replays from rejected_events`).toEqual([{ replays: 1 }])
  })

  it('reads no more payload at a time than it should', async () => {
    await refuseMany(database.sql, 12, { payload: JSON.stringify({ time: 1, raw: 'x'.repeat(1_000_000) }) })
    const { id } = (await startReplay(database.sql, { by: 'ann', filter: {} }))!
    let batches = 0
    let largest = 0
    let bytes = 0
    await runReplay(database.sql, id, {
      clock,
      read: (row) => {
        bytes += row.payload.length
        largest = Math.max(largest, bytes)
        return read(row)
      },
      isStopped: () => {
        batches++
        bytes = 0
        return false
      },
    })
    expect(largest).toBeLessThan(10_000_000)
    expect(batches).toBeGreaterThan(2)
    expect(await progress(id)).toMatchObject({ taken: 12 })
  })
})

describe('an alert that the notification service refused', () => {
  const alert = {
    alert_id: '00000000-0000-4000-8000-000000000007',
    rule: { id: 'r', title: 'R', level: 'high', tags: [] },
    key: '*',
    summary: 'R',
    first_event_at: 0,
    last_event_at: 0,
    event_count: 1,
    opened_at: 0,
    episode: 2,
  }
  const id = `${alert.alert_id}-2`
  const source = '/audit-log-analysis'
  const refused = { source, id, event: { source, id }, stage: 'notification-service', eventType: ALERT_TRIGGERED }

  it('goes again as the same event of the same episode, by which its group knows it, however often', async () => {
    await rejectEvents(database.sql, [refusedEvent('x', { ...refused, payload: JSON.stringify(alert) })])
    const replay = randomUUID()
    for (let n = 0; n < 3; n++) await one(uidOf(source, id), { replay, force: true })
    expect(await outbox()).toMatchObject([{ event: { id, source, type: ALERT_TRIGGERED, data: alert } }])
    expect(await progress(replay)).toMatchObject({ waiting: 1, arrived: 0 })
    await database.sql`truncate outbox`
    await database.sql`
      insert into notice_groups (id, route, labels, interval_ms, created_at) values (${replay}, 'r', '{}', 1, now())`
    const told = (episode: number) => database.sql`
      insert into notice_group_alerts (group_id, alert_id, episode, alert) values (${replay}, ${alert.alert_id}, ${episode}, '{}')
      on conflict (group_id, alert_id) do update set episode = excluded.episode`
    await told(1)
    expect(await progress(replay)).toMatchObject({ under_way: 1, arrived: 0 })
    await told(2)
    expect(await progress(replay)).toMatchObject({ under_way: 0, arrived: 1 })
  })

  it.each([{ alert_id: 'x' }, { episode: 2 ** 40 }])(
    'and that is of none of ours, %j, holds up no other',
    async (rest) => {
      const payload = JSON.stringify({ ...alert, ...rest })
      await rejectEvents(database.sql, [refusedEvent('x', { ...refused, payload })])
      await refuseMany(database.sql, 2)
      const { id: replay } = await all()
      expect(await progress(replay)).toMatchObject({
        total: 3,
        waiting: 3,
        arrived: 0,
        finished_at: expect.any(String),
      })
    },
  )
})

describe('progress', () => {
  it('tells what arrived, what was refused again and what is on its way', async () => {
    await refuseMany(database.sql, 4)
    const { id } = await all()
    const uidsOf = (n: number) => uidOf('/test', `many-${n}`)
    await database.sql`delete from outbox where id <> ${uidsOf(0)}`
    await database.sql`insert into event_ids values (${uidsOf(1)}, now())`
    await rejectEvents(database.sql, [refusedEvent('many-2')])
    expect(await progress(id)).toMatchObject({ total: 4, waiting: 1, arrived: 1, refused: 1, under_way: 1 })
  })

  it('of a body of several records has arrived with the last of them', async () => {
    const payload = '[{"action":"a"},{"action":"b"}]'
    await rejectEvents(database.sql, [
      {
        source: '/functions/audit-event-webhook',
        id: 'b',
        stage: 'audit-event-webhook',
        origin: '/sources/json',
        reason: 'no',
        payload,
      },
    ])
    const { id } = await all()
    expect(await progress(id)).toMatchObject({ total: 1, waiting: 1 })
    const [first, second] = await database.sql<{ id: string }[]>`select id from outbox order by id`
    await database.sql`insert into event_ids values (${first!.id}, now())`
    expect(await progress(id)).toMatchObject({ waiting: 1, arrived: 0 })
    await database.sql`insert into event_ids values (${second!.id}, now())`
    expect(await progress(id)).toMatchObject({ waiting: 0, arrived: 1 })
  })

  it('of a replay that is none is undefined', async () => {
    expect(await readOnly(database.sql, (sql) => replayProgress(sql, randomUUID()))).toBeUndefined()
  })
})
