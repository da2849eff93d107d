import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amqpPublisher } from '../../shared/broker/publish.ts'
import { ALERT_TRIGGERED, type AlertTriggered, type Level } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { uidOf } from '../../shared/events/envelope.ts'
import { labelsOf } from '../../shared/notify/labels.ts'
import { groupOf } from '../../shared/notify/routing/group-of.ts'
import { parseRouting } from '../../shared/notify/routing/parse-routing.ts'
import { routeAlert } from '../../shared/notify/routing/route-alert.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { touchGroups } from '../../shared/store/notices/touch-groups.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { keepingLog } from '../helpers/keeping-log.ts'
import { patiently } from '../helpers/patiently.ts'
import { createReceiver, RECEIVER_SECRET } from '../helpers/receiver.ts'
import { until } from '../helpers/until.ts'
import { createDeskPlace, type DeskPlace } from './desk-place.ts'

const ALERTS = 5_000
const BATCH = 100
const REPEAT_MS = 8_000
const ESCALATION_MS = 4_000
const LEVELS: readonly Level[] = ['low', 'medium', 'high', 'critical']
const TEAMS = ['red', 'blue', 'green']
const HOSTS = 20

const routingText = (url: string) => `
route:
  receiver: ops
  group_by: [team]
  group_wait: 1s
  group_interval: 2s
  repeat_interval: 1h
  routes:
    - receiver: duty
      matchers: [level="critical"]
      group_by: [host]
      continue: true
      escalation: [{ wait: ${ESCALATION_MS / 1_000}s, receiver: lead }]
    - receiver: nag
      matchers: ['team="green"', 'host=~"host-1?1"']
      group_by: [team, host]
      repeat_interval: ${REPEAT_MS / 1_000}s
      continue: true
    - receiver: single
      matchers: ['level="low"', 'host=~"host-[0-4]"']
      group_by: ['...']
      group_wait: 0s
    - receiver: hosts
      matchers: [team=~"red|blue"]
      group_by: [team, host]
receivers:
${['ops', 'duty', 'lead', 'nag', 'single', 'hosts']
  .map((name) => `  - { name: ${name}, standard_webhook_configs: [{ url: "${url}", secret: "${RECEIVER_SECRET}" }] }`)
  .join('\n')}
`

function alertOf(index: number): AlertTriggered {
  const level = LEVELS[index % 4]!
  return {
    alert_id: uidOf('desk-kill', String(index)),
    rule: { id: `rule-${index % 7}`, title: `Rule ${index % 7}`, level, tags: [] },
    key: `session=${index}`,
    summary: `session ${index} did something`,
    first_event_at: Date.now(),
    last_event_at: Date.now(),
    event_count: 1,
    opened_at: Date.now(),
    labels: { team: [TEAMS[index % 3]!], host: [`host-${(index >> 2) % HOSTS}`] },
  }
}

const eventOf = (alert: AlertTriggered): CloudEvent => ({
  specversion: '1.0',
  id: alert.alert_id,
  source: '/audit-log-analysis',
  type: ALERT_TRIGGERED,
  time: new Date().toISOString(),
  datacontenttype: 'application/json',
  data: alert,
  extensions: {},
})

/** Numbers of [0, 1), the same each time. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

type Blow = keyof DeskPlace['blows']

/** Strikes one blow after the other, in an order of its own, with pauses that nobody foresees. */
async function strike(place: DeskPlace, blows: readonly Blow[], random: () => number): Promise<void> {
  for (const name of shuffled(blows, random)) {
    await new Promise((resolve) => setTimeout(resolve, 500 + 1_500 * random()))
    await place.blows[name]()
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function storeAlerts(sql: Sql, alerts: readonly AlertTriggered[]): Promise<void> {
  await sql`
    insert into alerts (id, rule_id, rule_title, level, tags, key, summary, why, first_event_at, last_event_at)
    select alert_id, rule->>'id', rule->>'title', rule->>'level', '{}', key, summary, '[]', now(), now()
    from jsonb_to_recordset(${JSON.stringify(alerts)}::text::jsonb) as row (alert_id uuid, rule jsonb, key text, summary text)`
}

/** What people do in the end: everything is resolved. */
async function resolveAll(sql: Sql, alerts: readonly AlertTriggered[]): Promise<void> {
  for (let at = 0; at < alerts.length; at += BATCH) {
    const ids = alerts.slice(at, at + BATCH).map(({ alert_id }) => alert_id)
    const resolve = () =>
      transaction(sql, async (tx) => {
        await tx`update alerts set status = 'resolved', resolution = 'resolved' where id in ${tx(ids)}`
        await touchGroups(tx, ids, Date.now())
      })
    await patiently(resolve)
  }
}

describe(`two processes under ${ALERTS.toLocaleString('en')} alerts, killed at random, their PostgreSQL and RabbitMQ taken away again and again`, () => {
  const alerts = Array.from({ length: ALERTS }, (_, index) => alertOf(index))
  let place: DeskPlace
  let receiver: Awaited<ReturnType<typeof createReceiver>>
  let expected: Map<string, string[]>
  const found = new Map<string, string[]>()

  beforeAll(async () => {
    receiver = await createReceiver()
    const text = routingText(receiver.url)
    expected = groupsByYaml(text, alerts)
    place = await createDeskPlace(text)
    const { sql } = place.database
    await storeAlerts(sql, alerts)
    const publisher = amqpPublisher(place.brokerUrl, topology, keepingLog())
    const random = createRandom(7)
    const all = Object.keys(place.blows) as Blow[]
    const blows = strike(place, [...all, ...all], random)
    for (let at = 0; at < ALERTS; at += BATCH) {
      await patiently(() => publisher.publish(alerts.slice(at, at + BATCH).map(eventOf)))
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    await publisher.close()
    const memberships = [...expected.values()].flat().length
    await blows
    await until('every alert to be told in all its groups', () => patiently(() => isTold(sql, memberships)), 90_000)
    const members = await patiently(
      () => sql<{ id: string; alert: string }[]>`
        select group_id as id, alert_id as alert from notice_group_alerts order by alert_id`,
    )
    for (const { id, alert } of members) found.set(id, [...(found.get(id) ?? []), alert])
    await until('repeats', () => patiently(() => hasRepeats(sql)), 60_000)
    await Promise.all([
      resolveAll(sql, alerts),
      strike(place, ['kill one', 'kill the other', 'PostgreSQL restarts'], random),
    ])
    await until('everything to be told and sent', () => patiently(() => isOver(sql)), 120_000)
  }, 300_000)

  afterAll(async () => {
    await place?.remove()
    receiver.close()
  })

  it('form the groups that the YAML says', () => {
    expect(found.size).toBeGreaterThan(300)
    expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()))
  })

  it('record each notice as sent, once, and leave none waiting', async () => {
    const rows = await place.database.sql`
      select status, count(*)::int as notices, sum(sent)::int as sendings
      from (
        select status, (select count(*) from notice_attempts a where notice_id = notices.id and a.status = 'sent') as sent
        from notices
      ) as all_notices
      group by status`
    const [row] = rows
    expect(rows).toHaveLength(1)
    expect(row).toMatchObject({ status: 'sent', sendings: row?.['notices'] })
    expect(row?.['notices']).toBeGreaterThan(2 * found.size)
  })

  it('reach the receivers with each notice, and with nothing else', async () => {
    const rows = await place.database.sql<{ id: string }[]>`select replace(id::text, '-', '') as id from notices`
    const got = new Set(receiver.received.map(({ id }) => id))
    expect([...got].sort()).toEqual(rows.map(({ id }) => `msg_${id}`).sort())
  })

  it('are each told as firing in every group they are in, and nobody who heard of one is left without its end', async () => {
    const [row] = await place.database.sql`
      select count(distinct (group_id, alert_id))::int as told
      from notices join notice_alerts on notice_id = id where kind = 'firing'`
    expect(row).toEqual({ told: [...expected.values()].flat().length })
    expect(await withoutEnd(place.database.sql)).toEqual([])
  })

  it('escalate no sooner than the step says, and again only for what is new', async () => {
    const rows = await place.database.sql<{ kind: string; group_id: string; at: number; alerts: string[] }[]>`
      select kind, group_id, (extract(epoch from created_at) * 1000)::float8 as at,
        (select jsonb_agg(alert_id) from notice_alerts where notice_id = id) as alerts
      from notices where receiver in ('duty', 'lead') and kind in ('firing', 'escalation') order by created_at`
    const groups = new Set(rows.map(({ group_id }) => group_id))
    expect(groups.size).toBe(HOSTS)
    for (const group of groups) {
      const known = new Set<string>()
      let newAt: number | undefined
      let escalations = 0
      for (const { kind, at, alerts: told } of rows.filter(({ group_id }) => group_id === group)) {
        const hasNew = told.some((alert) => !known.has(alert))
        for (const alert of told) known.add(alert)
        if (kind === 'firing' && hasNew) newAt ??= at
        if (kind === 'firing') continue
        escalations++
        expect(newAt).toBeDefined()
        expect(at - newAt!).toBeGreaterThanOrEqual(ESCALATION_MS)
        newAt = undefined
      }
      expect(escalations).toBeGreaterThan(0)
    }
  })

  it('are repeated no sooner than the interval says', async () => {
    const rows = await place.database.sql<{ kind: string; after: number | null }[]>`
      select kind, (extract(epoch from created_at - lag(created_at) over (partition by group_id order by created_at)) * 1000)::float8 as after
      from notices where kind in ('firing', 'repeat')`
    const repeats = rows.filter(({ kind }) => kind === 'repeat')
    expect(repeats.length).toBeGreaterThan(1)
    for (const { after } of repeats) expect(after).toBeGreaterThanOrEqual(REPEAT_MS)
  })
})

/** Members by group, by the pure code alone. */
function groupsByYaml(text: string, alerts: readonly AlertTriggered[]): Map<string, string[]> {
  const { root } = parseRouting(text, () => '')
  const groups = new Map<string, string[]>()
  for (const alert of [...alerts].sort((a, b) => (a.alert_id < b.alert_id ? -1 : 1)))
    for (const route of routeAlert(root, labelsOf(alert))) {
      const { id } = groupOf(route, labelsOf(alert))
      groups.set(id, [...(groups.get(id) ?? []), alert.alert_id])
    }
  return groups
}

async function isTold(sql: Sql, memberships: number): Promise<boolean> {
  const [row] = await sql`
    select count(*)::int as members, count(told_episode)::int as told from notice_group_alerts`
  return row?.['members'] === memberships && row['told'] === memberships
}

async function hasRepeats(sql: Sql): Promise<boolean> {
  const [row] = await sql`
    select (select count(*) from notices where kind = 'repeat')::int as repeats,
      (select count(distinct group_id) from notices where receiver = 'duty')::int as groups,
      (select count(distinct group_id) from notices where kind = 'escalation')::int as escalated`
  return row !== undefined && row['repeats'] > 1 && row['escalated'] === row['groups']
}

async function isOver(sql: Sql): Promise<boolean> {
  const [row] = await sql`
    select (select count(*) from notices where status = 'pending')::int as pending,
      (select count(*) from notice_groups)::int as groups`
  return row?.['pending'] === 0 && row['groups'] === 0
}

/** Alerts of which a receiver heard, and never that they are over. A notice may have told of some by their number only. */
async function withoutEnd(sql: Sql) {
  return await sql`
    select group_id, alert_id, receiver
    from notices join notice_alerts on notice_id = id
    group by group_id, alert_id, receiver
    having bool_and((notice->>'omitted')::int = 0 and not exists (
      select from jsonb_array_elements(notice->'alerts') as told
      where told->>'id' = alert_id::text and told->>'status' = 'resolved'
    ))`
}
