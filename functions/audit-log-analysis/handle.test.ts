import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALERT_TRIGGERED, AlertTriggered, ANALYSIS_COMPLETED, EVENT_REJECTED } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { changeAlert } from '../../shared/store/alerts/change-alert.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { analysis } from './handle.ts'
import { eventOf, MANY, portsFor, SPAN_MS, T } from './testing/bench.ts'

let database: TestDatabase
let ports: ReturnType<typeof portsFor>
let user: string
let handle: ReturnType<typeof analysis>
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => {
  user = `user-${randomUUID()}`
  ports = portsFor(database.sql)
  handle = analysis(ports)
})
afterAll(() => database.drop())

const sql: TestDatabase['sql'] = new Proxy((() => undefined) as unknown as TestDatabase['sql'], {
  apply: (_, self, args) => Reflect.apply(database.sql, self, args),
})
const alerts = () => sql`select * from alerts where key like ${`%${user}%`} order by rule_id`
const published = (type: string) => ports.publisher.published.filter((event) => event.type === type)
const storedOf = (event: CloudEvent) =>
  sql`select 1 from audit_events where source = ${event.source} and id = ${event.id}`
const counting = (timeMs: number, ip = '192.0.2.1') => eventOf({ user, timeMs, raw: { counts: 'yes', ip } })
const handleEach = async (events: CloudEvent[]) => {
  for (const event of events) expect(await handle([event])).toEqual({ rejected: [] })
}

describe('an audit event', () => {
  it('is stored once however often it comes, and told of once', async () => {
    const event = eventOf({ user, timeMs: T })
    expect(await handle([event, event])).toEqual({ rejected: [] })
    expect(await handle([event])).toEqual({ rejected: [] })
    expect(await storedOf(event)).toHaveLength(1)
    expect(published(ANALYSIS_COMPLETED)).toMatchObject([
      { data: { stored: [{ source: '/test', id: event.id }], duplicates: 0, alerts: [] } },
    ])
    expect(await sql`select 1 from outbox`).toHaveLength(0)
  })

  it('opens one alert a key by a rule over a single event, told of with all that is known', async () => {
    const event = eventOf({ user, timeMs: T, raw: { single: 'yes' } })
    await handle([event, eventOf({ user, timeMs: T + 5, raw: { single: 'yes' } })])
    await handleEach([eventOf({ user, timeMs: T + 9, raw: { single: 'yes' } }), event])
    expect(await alerts()).toMatchObject([
      { rule_id: 'single', key: `actor.user.name=${user}`, event_count: 3, first_event_at: new Date(T) },
    ])
    const [told, ...more] = published(ALERT_TRIGGERED)
    expect(more).toEqual([])
    expect(AlertTriggered.parse(told?.data)).toMatchObject({
      alert_id: told?.id,
      rule: { id: 'single', title: 'Single', level: 'high' },
      event_count: 2,
      first_event_at: T,
      last_event_at: T + 5,
    })
  })

  it('alerts by a counting rule at exactly its threshold, within its span', async () => {
    await handleEach(Array.from({ length: MANY - 1 }, (_, index) => counting(T + index)))
    await handleEach([counting(T + 1 + SPAN_MS + MANY)])
    expect(await alerts()).toEqual([])
    await handleEach([counting(T + SPAN_MS)])
    expect(await alerts()).toMatchObject([{ rule_id: 'many', event_count: MANY, last_event_at: new Date(T + SPAN_MS) }])
  })

  it('alerts by distinct values, not by repeated ones', async () => {
    await handleEach([counting(T, '192.0.2.1'), counting(T + 1, '192.0.2.2'), counting(T + 2, '192.0.2.1')])
    expect(await alerts()).toEqual([])
    await handleEach([counting(T + 3, '192.0.2.3')])
    expect(await alerts()).toMatchObject([{ rule_id: 'many' }, { rule_id: 'varied', event_count: 4 }])
  })

  it('extends what is open, re-opens what was resolved, and opens anew what was resolved too long ago', async () => {
    let now = T
    handle = analysis({ ...ports, clock: () => now })
    const tenant = { metadata: { version: '1.5.0', product: { name: 'test' }, tenant_uid: 'acme' } }
    const single = (timeMs: number) => eventOf({ user, timeMs, raw: { single: 'yes' }, data: tenant })
    const resolve = async () => {
      const [alert] = await sql`select id from alerts where key like ${`%${user}%`} order by opened_at desc limit 1`
      await changeAlert(database.sql, alert!['id'] as string, { change: 'resolve', by: 'ann', nowMs: now })
    }
    await handleEach([single(T)])
    await resolve()
    const again = single(T + 1)
    await handleEach([again, single(T + 2)])
    expect(await alerts()).toMatchObject([{ status: 'open', episode: 2, event_count: 3 }])
    await resolve()
    now += 6 * 86_400_000
    await handleEach([again])
    expect(await alerts()).toMatchObject([{ status: 'resolved', episode: 2, event_count: 3 }])
    now += 86_400_000
    await handleEach([single(T + 3)])
    expect((await alerts()).map(({ status, event_count }) => `${status} ${event_count}`).sort()).toEqual([
      'open 1',
      'resolved 3',
    ])
    const told = published(ALERT_TRIGGERED).map(({ id, data }) => ({ id, ...AlertTriggered.parse(data) }))
    const labels = { product: ['test'], tenant: ['acme'], 'actor.user.name': [user] }
    expect(told).toMatchObject([
      { id: told[0]!.alert_id, episode: 1, labels },
      { id: `${told[0]!.alert_id}-2`, alert_id: told[0]!.alert_id, episode: 2, labels, opened_at: T, event_count: 2 },
      { id: told[2]!.alert_id, episode: 1, event_count: 1 },
    ])
    expect(Object.keys(told[0]!.labels ?? {}).sort()).toEqual(Object.keys(labels).sort())
  })

  it('may have characters in what it is about that PostgreSQL does not store', async () => {
    user = `a\0b\ud800c-${randomUUID()}`
    await handleEach([eventOf({ user, timeMs: T, raw: { single: 'yes' } })])
    await handleEach(Array.from({ length: MANY }, (_, index) => counting(T + index, `\0${index}`)))
    expect(published(ALERT_TRIGGERED).map(({ data }) => (data as AlertTriggered).rule.id)).toEqual([
      'single',
      'varied',
      'many',
    ])
  })
})

describe('what the analysis does not take', () => {
  it('is rejected naming the field, and its neighbours are stored', async () => {
    const good = eventOf({ user, timeMs: T })
    const other = { ...eventOf({ user, timeMs: T }), type: 'io.auditflow.unknown.v1' }
    const noStatus = eventOf({ user, timeMs: T, data: { status: 'Perhaps' as 'Success' } })
    const noTime = eventOf({ user, timeMs: Number.NaN })
    const noData = { ...eventOf({ user, timeMs: T }), data: null }
    const { rejected } = await handle([other, noStatus, good, noTime, noData])
    expect(rejected.map(({ event, reason }) => [event.id, reason.split(':')[0]])).toEqual([
      [other.id, 'type'],
      [noStatus.id, 'data.status'],
      [noTime.id, 'data.time'],
      [noData.id, 'data.'],
    ])
    expect(await storedOf(good)).toHaveLength(1)
  })

  it('is rejected alone when it can not be stored, whatever else is committed with it', async () => {
    let deep: unknown = 'bottom'
    for (let depth = 0; depth < 20_000; depth++) deep = [deep]
    const poison = eventOf({ user, timeMs: T, data: { raw: deep as string } })
    await sql`alter table audit_events add constraint of_the_test check (action <> 'forbidden')`
    const forbidden = eventOf({ user, timeMs: T, data: { activity_name: 'forbidden' } })
    const good = Array.from({ length: 5 }, (_, index) => counting(T + index))
    const answers = await Promise.all([
      handle([good[0]!]),
      handle([good[1]!, poison, good[2]!]),
      handle([good[3]!]),
      handle([forbidden, good[4]!]),
    ])
    expect(answers.map(({ rejected }) => rejected.map(({ event }) => event.id))).toEqual([
      [],
      [poison.id],
      [],
      [forbidden.id],
    ])
    for (const { rejected } of answers) for (const { reason } of rejected) expect(reason).toMatch(/^can't be stored: ./)
    for (const event of good) expect(await storedOf(event)).toHaveLength(1)
    expect(await alerts()).toMatchObject([{ rule_id: 'many', event_count: 5 }])
  })
})

describe('a tick', () => {
  it('makes what waits be judged, and is nothing to store', async () => {
    let ticks = 0
    const onTick = async () => void ticks++
    const tick = { ...eventOf({ user, timeMs: T }), type: 'dev.knative.sources.ping', data: null }
    expect(await analysis({ ...ports, onTick })([tick])).toEqual({ rejected: [] })
    expect(ticks).toBe(1)
    expect(await storedOf(tick)).toHaveLength(0)
  })
})

describe('what another function refused', () => {
  it('is kept as that function says, once', async () => {
    const data = { stage: 'audit-event-webhook', reason: 'time: missing', origin: '/sources/json', payload: '{"a":1}' }
    const event = { ...eventOf({ user, timeMs: T }), type: EVENT_REJECTED, data }
    expect(await handle([event])).toEqual({ rejected: [] })
    await handle([event])
    expect(
      await sql`select stage, reason, origin, payload, times from rejected_events where payload = ${data.payload}`,
    ).toEqual([{ ...data, times: 2 }])
  })

  it('is itself rejected when a field is missing', async () => {
    const event = {
      ...eventOf({ user, timeMs: T }),
      type: EVENT_REJECTED,
      data: { stage: 'x', reason: 'y', payload: 'z' },
    }
    expect((await handle([event])).rejected).toMatchObject([{ reason: expect.stringContaining('data.origin') }])
  })
})
