import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AlertTriggered } from '../../shared/events/catalogue.ts'
import { MAX_NOTICE_ALERTS, type Notice } from '../../shared/notify/notice.ts'
import { alertOf, join, joinOf, MINUTE, newId, SECOND, storeAlert, T0 } from '../../shared/store/notices/testing.ts'
import { touchGroups } from '../../shared/store/notices/touch-groups.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { flushDue } from './flush-due.ts'
import { createEngine, type Engine, eventOf, routingOf } from './testing/engine.ts'
import { gate } from './testing/gate.ts'

const RECEIVERS = `
receivers:
  - { name: ops, console_configs: [{ send_resolved: true }, { send_resolved: false }] }
  - { name: lead, console_configs: [{ send_resolved: true }] }
`
const ROUTING = `
route: { receiver: ops, group_by: [team], group_wait: 30s, group_interval: 5m, repeat_interval: 4h }
${RECEIVERS}`

let database: TestDatabase
let now = T0
const engines: Engine[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
// Their timers would look at what the next test makes due.
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.end())))
afterAll(() => database.drop())

const start = (routing = ROUTING): Engine => {
  const engine = createEngine({ url: database.url, clock: () => now, routing: routingOf(routing) })
  engines.push(engine)
  return engine
}
const of = (team: string, changes: Parameters<typeof alertOf>[0] = {}) =>
  alertOf({ labels: { team: [team] }, ...changes })
const store = (...alerts: AlertTriggered[]) => Promise.all(alerts.map((alert) => storeAlert(database.sql, alert)))
const notices = async (team: string): Promise<Notice[]> => {
  const rows = await database.sql<{ notice: Notice }[]>`
    select notice from notices where notice->'groupLabels'->>'team' = ${team} order by created_at, channel`
  return rows.map(({ notice }) => notice)
}
const brief = ({ kind, channel, alerts, omitted }: Notice) => [
  kind,
  channel,
  alerts.map(({ status }) => status),
  omitted,
]
const change = (alert: AlertTriggered, status: string) =>
  transaction(database.sql, async (tx) => {
    await tx`update alerts set status = ${status} where id = ${alert.alert_id}`
    await touchGroups(tx, [alert.alert_id], now)
  })
const groups = async (team: string) => [
  ...(await database.sql<{ route: string; told_receivers: string[]; due: number | null; alerts: number }[]>`
    select route, told_receivers,
      extract(epoch from due_at - ${new Date(T0).toISOString()}::text::timestamptz)::float8 as due,
      (select count(*)::int from notice_group_alerts where group_id = id) as alerts
    from notice_groups where labels->>'team' = ${team}`),
]

describe('a look at a group that is due', () => {
  it('makes a notice for each channel, those that fire first and the worst first, and links its alerts', async () => {
    now = T0
    const engine = start()
    const [low, bad, over] = [of('red', { level: 'low' }), of('red', { level: 'critical' }), of('red')]
    await store(low, bad, over)
    await engine.take([low, bad, over].map(eventOf))
    await engine.desk.look()
    expect(await notices('red')).toEqual([])
    now = T0 + 30 * SECOND
    await engine.desk.look()
    const made = await notices('red')
    expect(made.map(({ channel }) => channel)).toEqual(['ops/console/0', 'ops/console/1'])
    expect(made[0]).toMatchObject({
      kind: 'firing',
      step: 0,
      receiver: 'ops',
      groupLabels: { team: 'red' },
      omitted: 0,
      at: now,
      alerts: [{ id: bad.alert_id, summary: bad.summary }, { id: over.alert_id }, { id: low.alert_id }],
    })
    const rows = await database.sql`
      select status, next_try_at, receiver, kind, (select count(*)::int from notice_alerts where notice_id = id) as linked
      from notices where id = ${made[0]?.id ?? ''}`
    expect(rows).toMatchObject([
      { status: 'pending', next_try_at: new Date(now), receiver: 'ops', kind: 'firing', linked: 3 },
    ])
    await change(over, 'resolved')
    now = T0 + 30 * SECOND + 5 * MINUTE
    await engine.desk.look()
    const [, , , ...rest] = await notices('red')
    expect(rest).toEqual([])
    expect((await notices('red')).slice(2).map(brief)).toEqual([
      ['resolved', 'ops/console/0', ['open', 'open', 'resolved'], 0],
    ])
  })

  it('tells nothing twice however many look at the same time', async () => {
    now = T0
    const all = Array.from({ length: 4 }, () => start())
    const alerts = Array.from({ length: 40 }, (_, index) => of(`team-${index % 20}`))
    await store(...alerts)
    await Promise.all(all.map((engine) => engine.take(alerts.map(eventOf))))
    now = T0 + 30 * SECOND
    await Promise.all(all.map((engine) => engine.desk.look()))
    const [row] = await database.sql`
      select count(*)::int as notices, count(distinct (group_id, channel))::int as distinct
      from notices where notice->'groupLabels'->>'team' like 'team-%'`
    expect(row).toEqual({ notices: 40, distinct: 40 })
  })

  it('forgets a group that is over, tells of it anew when it comes again, and keeps only alerts that matter', async () => {
    now = T0
    const engine = start()
    const [first, second] = [of('green'), of('green')]
    await store(first, second)
    await engine.take([first, second].map(eventOf))
    now += 30 * SECOND
    await engine.desk.look()
    await change(first, 'resolved')
    now += 10 * MINUTE
    await engine.desk.look()
    expect(await groups('green')).toMatchObject([{ alerts: 1 }])
    await change(second, 'resolved')
    now += 10 * MINUTE
    await engine.desk.look()
    expect(await groups('green')).toEqual([])
    const again = { ...first, episode: 2 }
    await store(again)
    // Late copies of what is over bring nothing back.
    await engine.take([first, second, again].map(eventOf))
    now += 30 * SECOND
    await engine.desk.look()
    expect((await notices('green')).map(brief)).toEqual([
      ['firing', 'ops/console/0', ['open', 'open'], 0],
      ['firing', 'ops/console/1', ['open', 'open'], 0],
      ['resolved', 'ops/console/0', ['open', 'resolved'], 0],
      ['resolved', 'ops/console/0', ['resolved'], 0],
      ['firing', 'ops/console/0', ['open'], 0],
      ['firing', 'ops/console/1', ['open'], 0],
    ])
    expect(await groups('green')).toMatchObject([{ alerts: 1 }])
  })

  it('of a group that can not be looked at is put off, and the others are looked at', async () => {
    now = T0
    const log = keepingLog()
    const engine = createEngine({ url: database.url, clock: () => now, routing: routingOf(ROUTING), log })
    engines.push(engine)
    const alerts = ['poison', 'sound-1', 'sound-2'].map((team) => of(team))
    await engine.take(alerts.map(eventOf))
    await database.sql`update notice_group_alerts set alert = '{"rule": null}' where alert_id = ${alerts[0]?.alert_id ?? ''}`
    now += 30 * SECOND
    await engine.desk.look()
    expect([await notices('sound-1'), await notices('sound-2')].map(({ length }) => length)).toEqual([2, 2])
    expect(log.lines).toMatchObject([{ level: 'error', message: 'a group can not be looked at' }])
    expect((await groups('poison'))[0]?.due).toBe(30 + 300)
    await database.sql`delete from notice_groups`
  })

  it('loses no end of an alert that is resolved at the very moment when it joins its group', async () => {
    now = T0
    const engine = start()
    const alert = of('moment')
    await store(alert)
    const [changed, committed] = [gate(), gate()]
    const changing = transaction(database.sql, async (tx) => {
      await tx`update alerts set status = 'resolved', resolution = 'resolved' where id = ${alert.alert_id}`
      await touchGroups(tx, [alert.alert_id], now)
      changed.open()
      await committed.opened
    })
    await changed.opened
    const joining = engine.take([eventOf(alert)])
    await Promise.race([joining, new Promise((resolve) => setTimeout(resolve, 300))])
    now += 30 * SECOND
    await engine.desk.look()
    committed.open()
    await Promise.all([changing, joining])
    for (let minute = 0; minute < 10; minute += 5) {
      now += 5 * MINUTE
      await engine.desk.look()
    }
    expect(await groups('moment')).toEqual([])
  })

  it('comes in turns of a hundred groups, after each of which can be sent or ended, and leaves what becomes due meanwhile', async () => {
    const judge = await routingOf(ROUTING).get()
    const joins = Array.from({ length: 500 }, (_, index) =>
      joinOf(newId(), of(`turn-${index}`), { groupWaitMs: index < 250 ? 0 : SECOND }),
    )
    await join(database.sql, joins, T0)
    const looked = async () => (await database.sql`select 1 from notice_groups where flushed_at is not null`).length
    let turns = 0
    const times = [T0, T0, T0, T0, T0]
    const ports = { sql: database.sql, clock: () => times.shift() ?? T0 + 2 * SECOND, log: keepingLog(), judge }
    const onWritten = () => void turns++
    expect(await flushDue({ ...ports, onWritten, isEnding: () => true })).toMatchObject({ look: T0 })
    expect([turns, await looked()]).toEqual([1, 100])
    expect(await flushDue({ ...ports, onWritten })).toMatchObject({ look: T0 + SECOND })
    expect([turns, await looked()]).toEqual([4, 400])
    await database.sql`delete from notice_groups`
  })

  it('takes a group of 10,000 alerts whole, and tells of as many as a notice has room for', async () => {
    now = T0
    const engine = start()
    const alerts = Array.from({ length: 10_000 }, (_, index) =>
      of('huge', { level: index % 100 === 0 ? 'critical' : 'low' }),
    )
    for (let at = 0; at < alerts.length; at += 500) await engine.take(alerts.slice(at, at + 500).map(eventOf))
    now += 30 * SECOND
    const started = performance.now()
    await engine.desk.look()
    expect(performance.now() - started).toBeLessThan(15_000)
    const made = await notices('huge')
    expect(made).toHaveLength(2)
    expect(made[0]).toMatchObject({ omitted: 10_000 - MAX_NOTICE_ALERTS })
    expect(new Set(made[0]?.alerts.map(({ rule }) => rule.level))).toEqual(new Set(['critical']))
    const [row] = await database.sql`
      select count(*)::int as linked from notice_alerts where notice_id = ${made[0]?.id ?? ''}`
    expect(row).toEqual({ linked: 10_000 })
    await database.sql`delete from notice_groups`
  }, 60_000)
})

describe('a routing that changes', () => {
  it('takes alerts of a route that is gone to the route they take now, and does not tell the same receiver again', async () => {
    now = T0
    const before = `
route:
  receiver: lead
  routes: [{ receiver: ops, matchers: ['team=~"blue|violet"'], group_by: [team], group_wait: 30s }]
${RECEIVERS}`
    const after = before.replace('blue|violet', 'violet|blue')
    const [told, untold] = [of('blue'), of('violet')]
    await store(told, untold)
    await start(before).take([told].map(eventOf))
    now += 30 * SECOND
    await engines.at(-1)?.desk.look()
    await start(before).take([untold].map(eventOf))
    now += 10 * SECOND
    await start(after).desk.look()
    now += 10 * MINUTE
    await engines.at(-1)?.desk.look()
    await engines.at(-1)?.desk.look()
    expect((await groups('blue')).map(({ route, told_receivers }) => [route, told_receivers])).toEqual([
      [expect.stringContaining('violet|blue'), ['ops']],
    ])
    expect((await notices('blue')).map(brief)).toEqual([
      ['firing', 'ops/console/0', ['open'], 0],
      ['firing', 'ops/console/1', ['open'], 0],
    ])
    expect(await notices('violet')).toHaveLength(2)
    await change(told, 'resolved')
    now += 10 * MINUTE
    await engines.at(-1)?.desk.look()
    expect((await notices('blue')).slice(2).map(brief)).toEqual([['resolved', 'ops/console/0', ['resolved'], 0]])
    expect(await groups('blue')).toEqual([])
  })

  it('puts off a group of a route that is gone and can not be moved, and looks at the others', async () => {
    now = T0
    const log = keepingLog()
    const engine = createEngine({ url: database.url, clock: () => now, routing: routingOf(ROUTING), log })
    engines.push(engine)
    await join(database.sql, [joinOf(newId(), of('stuck'), { route: 'gone', labels: { team: 'stuck' } })], T0)
    await database.sql`update notice_group_alerts set alert = '{"rule": null}'`
    await engine.take([eventOf(of('free'))])
    now += 30 * SECOND
    await engine.desk.look()
    expect(await notices('free')).toHaveLength(2)
    expect(log.lines).toMatchObject([{ level: 'error', message: 'a group can not be looked at' }])
    expect((await groups('stuck'))[0]?.due).toBe(30 + 300)
    await database.sql`delete from notice_groups`
  })

  it('is taken up by two processes at once like by one', async () => {
    now = T0
    const before = ROUTING.replace('group_by: [team]', 'group_by: [team], routes: [{ matchers: [level=high] }]')
    const alerts = ['pair-1', 'pair-1', 'pair-2'].map((team) => of(team))
    await store(...alerts)
    await start(before).take(alerts.map(eventOf))
    now += 30 * SECOND
    await engines.at(-1)?.desk.look()
    now += 10 * MINUTE
    const two = [start(), start()]
    for (let round = 0; round < 3; round++) {
      await Promise.all(two.map(({ desk }) => desk.look()))
      now += 10 * MINUTE
    }
    expect((await notices('pair-1')).map(brief)).toEqual([
      ['firing', 'ops/console/0', ['open', 'open'], 0],
      ['firing', 'ops/console/1', ['open', 'open'], 0],
    ])
    expect(await groups('pair-1')).toMatchObject([{ route: '{}', told_receivers: ['ops'], alerts: 2 }])
    expect(await notices('pair-2')).toHaveLength(2)
  })

  it('tells another receiver of a route what fires, and both of the end', async () => {
    now = T0
    const alert = of('white')
    await store(alert)
    await start().take([eventOf(alert)])
    now += 30 * SECOND
    await engines.at(-1)?.desk.look()
    const changed = start(ROUTING.replace('receiver: ops', 'receiver: lead'))
    now += 10 * MINUTE
    await changed.desk.look()
    expect((await notices('white')).slice(2).map(brief)).toEqual([['firing', 'lead/console/0', ['open'], 0]])
    await change(alert, 'resolved')
    now += 10 * MINUTE
    await changed.desk.look()
    expect((await notices('white')).slice(3).map(brief)).toEqual([
      ['resolved', 'lead/console/0', ['resolved'], 0],
      ['resolved', 'ops/console/0', ['resolved'], 0],
    ])
  })

  it('leaves what was told as it is while a new receiver of the route can not be told', async () => {
    now = T0
    const alert = of('grey')
    await store(alert)
    await start().take([eventOf(alert)])
    now += 30 * SECOND
    await engines.at(-1)?.desk.look()
    await database.sql`
      insert into silences (matchers, starts_at, ends_at, author, comment)
      values ('[{"name": "team", "op": "=", "value": "grey"}]', ${new Date(now)}, ${new Date(now + 15 * MINUTE)}, 'a', 'b')`
    const changed = start(ROUTING.replace('receiver: ops', 'receiver: lead'))
    now += 10 * MINUTE
    await changed.desk.look()
    await change(alert, 'resolved')
    now += 10 * MINUTE
    await changed.desk.look()
    expect((await notices('grey')).slice(2).map(brief)).toEqual([['resolved', 'ops/console/0', ['resolved'], 0]])
  })

  it('has everything looked at: a repeat that is sooner now comes sooner', async () => {
    now = T0
    const alert = of('black')
    await store(alert)
    await start().take([eventOf(alert)])
    now += 30 * SECOND
    await engines.at(-1)?.desk.look()
    expect((await groups('black'))[0]?.due).toBe(4 * 3_600 + 30)
    now += 10 * MINUTE
    await start(ROUTING.replace('4h', '1h')).desk.look()
    expect((await groups('black'))[0]?.due).toBe(3_600 + 30)
  })
})
