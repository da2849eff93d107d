import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Level, NOTIFICATION_DUE } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { defaultRouting } from '../../shared/notify/routing/default-routing.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { connect } from '../../shared/store/connect.ts'
import { alertOf, MINUTE, storeAlert, T0 } from '../../shared/store/notices/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { handle, type NotificationPorts } from './handle.ts'
import { fixedRouting, type RoutingSource } from './routing-source.ts'
import { createEngine, eventOf, plainEvent, routingOf, silentChannel } from './testing/engine.ts'
import { createTick } from './tick.ts'

const ROUTING = `
route:
  receiver: ops
  group_by: [product]
  group_wait: 30s
  routes:
    - { receiver: dba, matchers: ['product="postgres"'], continue: true }
    - { receiver: lead, matchers: ['level="critical"'], group_by: ['...'] }
receivers: [{ name: ops, console_configs: [{}] }, { name: dba, console_configs: [{}] }, { name: lead, console_configs: [{}] }]
`
const TICK = 'dev.knative.sources.ping'

let database: TestDatabase
let asked: string[]
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(() => {
  asked = []
})

const ports = (changes: Partial<NotificationPorts> = {}): NotificationPorts => ({
  sql: database.sql,
  clock: () => T0,
  routing: routingOf(ROUTING),
  desk: { look: async () => void asked.push('look'), nudge: () => void asked.push('nudge') },
  onTick: async () => void asked.push('tick'),
  ...changes,
})
const groupsOf = async (...ids: string[]) => {
  const rows = await database.sql<{ labels: object; alerts: string[] }[]>`
    select labels, (select jsonb_agg(alert_id order by alert_id) from notice_group_alerts where group_id = id) as alerts
    from notice_groups
    where id in (select group_id from notice_group_alerts where alert_id in ${database.sql(ids)})
    order by length(labels::text), labels::text`
  return rows.map(({ labels, alerts }) => ({ labels, alerts }))
}
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((fault: unknown) => fault)

describe('alerts that are delivered', () => {
  it('are put into the groups of all routes they take, and answered before anybody is told', async () => {
    const aws = alertOf({ labels: { product: ['aws'] } })
    const postgres = alertOf({ level: 'critical', labels: { product: ['postgres'] } })
    const other = alertOf({ labels: { product: ['aws'] } })
    expect(await handle([aws, postgres, other].map(eventOf), ports())).toEqual({ rejected: [] })
    expect(await groupsOf(aws.alert_id, postgres.alert_id)).toEqual([
      { labels: { product: 'aws' }, alerts: [aws.alert_id, other.alert_id].sort() },
      { labels: { product: 'postgres' }, alerts: [postgres.alert_id] },
      { labels: expect.objectContaining({ level: 'critical', key: postgres.key }), alerts: [postgres.alert_id] },
    ])
    expect(asked).toEqual(['nudge'])
  })

  it('are there once however often they are delivered, also at the same time and in one batch', async () => {
    const alert = alertOf({ labels: { product: ['twice'] } })
    const event = eventOf(alert)
    await Promise.all(Array.from({ length: 6 }, () => handle([event, event], ports())))
    expect(await groupsOf(alert.alert_id)).toEqual([{ labels: { product: 'twice' }, alerts: [alert.alert_id] }])
  })

  it('count in their latest episode, in whatever order a batch has them', async () => {
    const alert = alertOf()
    const events = [2, 3, 1].map((episode) => eventOf({ ...alert, episode }))
    await handle(events, ports())
    const [row] = await database.sql`select episode from notice_group_alerts where alert_id = ${alert.alert_id}`
    expect(row).toEqual({ episode: 3 })
  })
})

describe('what is no alert', () => {
  it('is rejected with the field and its fault, and the others are taken', async () => {
    const good = alertOf()
    const bad = eventOf(alertOf()) as CloudEvent<Record<string, unknown>>
    const { key: _, ...withoutKey } = bad.data
    const rule = { ...(bad.data['rule'] as object), level: 'urgent' }
    const events: CloudEvent[] = [
      { ...bad, data: withoutKey },
      { ...bad, data: { ...bad.data, rule } },
      { ...bad, data: { ...bad.data, alert_id: 'a1', event_count: 'two' } },
      { ...bad, data: { ...bad.data, opened_at: 9e15, last_event_at: -9e15 } },
      { ...bad, data: { ...bad.data, episode: 2 ** 31 } },
      { ...bad, data: { ...bad.data, labels: { tenant: 'one' } } },
      { ...bad, data: null },
      { ...bad, type: 'io.auditflow.audit.event.v1' },
      eventOf(good),
    ]
    const { rejected } = await handle(events, ports())
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'data.key: missing',
      'data.rule.level: is none of informational, low, medium, high, critical',
      'data.alert_id: is not a UUID; data.event_count: expected number',
      'data.last_event_at: is out of range; data.opened_at: is out of range',
      'data.episode: is out of range',
      'data.labels.tenant: expected array',
      'data: expected object',
      'type: io.auditflow.audit.event.v1 is not io.auditflow.alert.triggered.v1',
    ])
    expect(rejected.map(({ event }) => event)).toEqual(events.slice(0, -1))
    expect(await groupsOf(good.alert_id)).toHaveLength(1)
  })
})

describe('what wakes', () => {
  it('is answered once all that is due was looked at: a message of ours, a tick of a cron source', async () => {
    expect(await handle([plainEvent(NOTIFICATION_DUE, { at: 1 })], ports())).toEqual({ rejected: [] })
    expect(await handle([plainEvent(TICK)], ports())).toEqual({ rejected: [] })
    expect(await handle([plainEvent(NOTIFICATION_DUE), plainEvent(TICK), eventOf(alertOf())], ports())).toEqual({
      rejected: [],
    })
    expect(asked).toEqual(['look', 'tick', 'tick'])
  })

  it('comes again when the database is away', async () => {
    const sql = connect('postgres://nobody@127.0.0.1:1/none')
    const engine = createEngine({
      url: 'postgres://nobody@127.0.0.1:1/none',
      clock: () => T0,
      routing: routingOf(ROUTING),
    })
    expect(await failure(engine.take([plainEvent(NOTIFICATION_DUE)]))).toBeInstanceOf(Unavailable)
    expect(await failure(engine.take([plainEvent(TICK)]))).toBeInstanceOf(Unavailable)
    expect(await failure(handle([eventOf(alertOf())], ports({ sql })))).toBeInstanceOf(Unavailable)
    await Promise.all([sql.end(), engine.end()])
  })

  it('does each chore of a tick although one fails, and comes again then', async () => {
    const log = keepingLog()
    const done: string[] = []
    const chore = (name: string, fault?: Error) => ({
      name,
      run: async () => {
        done.push(name)
        if (fault) throw fault
      },
    })
    const tick = createTick([chore('a', new Error('first')), chore('b'), chore('c', new Error('second'))], log)
    expect(await failure(tick())).toMatchObject({ message: 'first' })
    expect(done).toEqual(['a', 'b', 'c'])
    expect(log.lines.map(({ message, fields }) => [message, fields['reason']])).toEqual([
      ['a is put off', 'first'],
      ['c is put off', 'second'],
    ])
  })
})

describe('without a routing', () => {
  it('alerts are not taken: they come again', async () => {
    const routing = {
      get: async () => {
        throw new Unavailable('there is no routing')
      },
    } satisfies Pick<RoutingSource, 'get'>
    const alert = alertOf()
    expect(await failure(handle([eventOf(alert)], ports({ routing })))).toBeInstanceOf(Unavailable)
    expect(await groupsOf(alert.alert_id)).toEqual([])
  })

  it('made from the environment, each alert is told alone and at once on the channels whose level it reaches', async () => {
    const webhook = { url: 'https://hooks.example', secret: `whsec_${'A'.repeat(32)}`, level: 'medium' as const }
    const routing = fixedRouting(defaultRouting({ consoleLevel: 'low', webhook }), ({ name }) => silentChannel(name))
    let now = T0
    const engine = createEngine({ url: database.url, clock: () => now, routing })
    const levels: Level[] = ['informational', 'low', 'medium', 'critical']
    const alerts = levels.map((level) => alertOf({ level }))
    for (const alert of alerts) await storeAlert(database.sql, alert)
    await engine.take(alerts.map(eventOf))
    await engine.desk.look()
    now += 60 * MINUTE
    await engine.desk.look()
    const told = await Promise.all(
      alerts.map(async ({ alert_id }) => {
        const rows = await database.sql<{ channel: string }[]>`
          select channel from notices join notice_alerts on notice_id = id where alert_id = ${alert_id} order by channel`
        return rows.map(({ channel }) => channel)
      }),
    )
    const [console, hook] = ['console/console/0', 'webhook/standard_webhook/0']
    expect(told).toEqual([[], [console], [console, hook], [console, hook]])
    await engine.end()
  })
})
