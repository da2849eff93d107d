import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { uidOf } from '../../shared/events/envelope.ts'
import { fromJson } from '../../shared/events/http.ts'
import { readAgain } from '../../shared/normalise/read-again.ts'
import { USUAL_REDACTION } from '../../shared/normalise/redaction/policy.ts'
import { switchOn } from '../../shared/store/notices/switch-channel.ts'
import { alertOf, MINUTE, storeAlert, T0 } from '../../shared/store/notices/testing.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import type { DeadFilter } from '../../shared/store/replay/dead-filter.ts'
import { replayOne } from '../../shared/store/replay/replay-one.ts'
import { runReplay } from '../../shared/store/replay/run-replay.ts'
import { startReplay } from '../../shared/store/replay/start-replay.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { sendDue } from './send-due.ts'
import { createEngine, type Engine, eventOf, routingOf } from './testing/engine.ts'
import { fakeChannel, setUpSending } from './testing/sending.ts'

const READING = { redaction: USUAL_REDACTION, own: { byName: new Map(), recognising: [] } }
const read = (row: Parameters<typeof readAgain>[0]) => readAgain(row, READING)

describe('failed notices that are sent again', () => {
  const bench = setUpSending()
  const replay = async (filter: DeadFilter) => {
    const started = await startReplay(bench.database.sql, { by: 'ann', filter })
    if (started !== undefined) await runReplay(bench.database.sql, started.id, { read, clock: () => bench.now })
    return started?.total
  }
  // A notice is only taken by a replay that begins after it was made, by the clock of the database.
  const age = () => bench.database.sql`update notices set created_at = now() - interval '1 day'`

  it('reach their channel once each, by the id of before, whoever replays and sends at the same moment', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => ({ kind: 'permanent', reason: 'hooks.example answered 400' })
    bench.channels = [slack]
    const ids = await bench.plan('ops/slack/0', 60)
    await sendDue(bench.ports())
    await age()
    expect(slack.got).toHaveLength(60)
    slack.got.splice(0)
    slack.reply = () => ({ kind: 'sent' })
    await switchOn(bench.database.sql, 'ops/slack/0')
    bench.now += MINUTE
    const filter = { channel: 'ops/slack/0', reason: '400' }
    await Promise.all([replay(filter), replay(filter), sendDue(bench.ports()), replay(filter)])
    await Promise.all([sendDue(bench.ports()), sendDue(bench.otherProcess())])
    expect(slack.got.map(({ id }) => id).sort()).toEqual([...ids].sort())
    for (const id of ids) expect(await bench.row(id)).toMatchObject({ status: 'sent', attempts: 1 })
    expect(await replay(filter)).toBeUndefined()
    await sendDue(bench.ports())
    expect(slack.got).toHaveLength(60)
  })

  it('fail again, and are there to be sent again, while the channel is switched off', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => ({ kind: 'gone', reason: 'hooks.example answered 410' })
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    await age()
    expect(await replay({ kind: 'notice' })).toBe(1)
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      last_error: expect.stringContaining('switched off'),
    })
    expect(slack.got).toHaveLength(1)
    expect(await replay({ reason: 'switched off' })).toBe(1)
  })
})

describe('an alert that is sent again', () => {
  const ROUTING = `
route: { receiver: ops, group_by: ['...'], group_wait: 0s }
receivers: [{ name: ops, console_configs: [{}] }]
`
  let database: TestDatabase
  let engine: Engine
  let now = T0
  beforeAll(async () => {
    database = await createTestDatabase()
    engine = createEngine({ url: database.url, clock: () => now, routing: routingOf(ROUTING) })
  })
  beforeEach(() => {
    now = T0
  })
  afterAll(async () => {
    await engine.end()
    await database.drop()
  })
  const told = (alert: string) => database.sql`select notice_id, episode from notice_alerts where alert_id = ${alert}`

  it('that has been told is not told again', async () => {
    const alert = alertOf()
    await storeAlert(database.sql, alert)
    const event = eventOf(alert)
    await engine.take([event])
    await engine.desk.look()
    const before = await told(alert.alert_id)
    expect(before).toHaveLength(1)

    const { source, id } = event
    await rejectEvents(database.sql, [
      {
        source,
        id,
        stage: 'notification-service',
        origin: source,
        reason: 'a fault that is mended',
        payload: JSON.stringify(alert),
        eventType: event.type,
        event: { source, id },
      },
    ])
    const dead = { replay: randomUUID(), by: 'ann', kind: 'event', id: uidOf(source, id) } as const
    for (let n = 0; n < 3; n++) {
      expect(await replayOne(database.sql, { ...dead, force: true }, { read, clock: () => now })).toEqual({
        kind: 'sent',
      })
      const outbox = await database.sql<{ event: unknown }[]>`delete from outbox returning event`
      await engine.take(outbox.map((row) => fromJson(row.event, new Date(now).toISOString())))
      now += 10 * MINUTE
      await engine.desk.look()
    }
    expect(await told(alert.alert_id)).toEqual(before)
  })

  it('that never arrived is told once', async () => {
    const alert = alertOf({ episode: 2 })
    await storeAlert(database.sql, alert)
    const { source, id, type } = eventOf(alert)
    const payload = JSON.stringify(alert)
    const refused = {
      source,
      id,
      stage: 'notification-service',
      origin: source,
      reason: 'no',
      payload,
      eventType: type,
    }
    await rejectEvents(database.sql, [{ ...refused, event: { source, id } }])
    const one = { replay: randomUUID(), by: 'ann', kind: 'event', id: uidOf(source, id) } as const
    await replayOne(database.sql, one, { read, clock: () => now })
    const outbox = await database.sql<{ event: unknown }[]>`delete from outbox returning event`
    const events = outbox.map((row) => fromJson(row.event, new Date(now).toISOString()))
    await Promise.all([engine.take(events), engine.take(events)])
    await engine.desk.look()
    expect(await told(alert.alert_id)).toMatchObject([{ episode: 2 }])
  })
})
