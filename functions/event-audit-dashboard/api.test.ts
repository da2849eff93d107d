import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../shared/events/catalogue.ts'
import { toEcs } from '../../shared/normalise/views/ecs.ts'
import { toOcsf } from '../../shared/normalise/views/ocsf.ts'
import { appendEvents, type StoredEvent } from '../../shared/store/append-events.ts'
import { connect } from '../../shared/store/connect.ts'
import { auditEvent } from '../../shared/store/test-events.ts'
import { addAlert, addEvent, addMonths, addRejected } from '../../shared/store/test-rows.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { appOver, createTestApp, type TestApp } from './test-app.ts'

let test: TestApp
type Answer = Record<string, unknown>
const get = async (path: string): Promise<Answer> => (await test.app.request(`/api/v1${path}`)).json()

beforeAll(async () => {
  test = await createTestApp()
  await addMonths(test.sql)
})
afterAll(() => test.close())

describe('the JSON API', () => {
  it('counts the overview by bucket, outcome and what is most frequent', async () => {
    await addEvent(test.sql, { time: '2026-11-25T07:29:00Z', actor: 'carol', outcome: 'Failure' })
    await addEvent(test.sql, { time: '2026-11-25T07:20:00Z', actor: 'carol' })
    await addEvent(test.sql, { time: '2026-11-25T06:10:00Z', actor: 'dave' })
    await addAlert(test.sql, { level: 'low', openedAt: '2026-11-25T07:20:00Z' })
    const critical = await addAlert(test.sql, { level: 'critical', openedAt: '2026-11-25T01:00:00Z' })
    const overview = await get('/overview')
    expect(overview).toMatchObject({
      begun: true,
      open: { low: 1, critical: 1 },
      activity: { events: { hour: 2, hourBefore: 1, day: 3, dayBefore: 0 }, alerts: { hour: 1, day: 2 } },
      tops: {
        actors: [
          { value: 'carol', events: 2, failures: 1 },
          { value: 'dave', events: 1, failures: 0 },
        ],
      },
    })
    expect((overview['attention'] as Answer[])[0]).toMatchObject({ id: critical })
    expect(overview['buckets']).toEqual([
      { start: '2026-11-25T06:00:00+00:00', outcome: 'Success', events: 1 },
      { start: '2026-11-25T07:15:00+00:00', outcome: 'Failure', events: 1 },
      { start: '2026-11-25T07:15:00+00:00', outcome: 'Success', events: 1 },
    ])
  })

  it('pages alerts by cursor, each exactly once', async () => {
    const wanted = new Set<string>()
    for (let index = 0; index < 11; index++) wanted.add(await addAlert(test.sql, { title: 'Paged', key: `k${index}` }))
    const seen: string[] = []
    let next: unknown = ''
    while (next !== null) {
      const page: Answer = await get(`/alerts?q=PAGED&limit=4&cursor=${next}`)
      seen.push(...(page['alerts'] as { id: string }[]).map((alert) => alert.id))
      next = page['next']
    }
    expect(seen).toHaveLength(11)
    expect(new Set(seen)).toEqual(wanted)
  })

  it('filters alerts by status, level and text, the beginnings of words, in which % is no wildcard', async () => {
    const id = await addAlert(test.sql, {
      title: 'Disk 100% full',
      key: 'disk',
      level: 'medium',
      status: 'acknowledged',
    })
    expect(await get('/alerts?status=acknowledged&level=medium&q=100%25')).toMatchObject({
      alerts: [{ id }],
      next: null,
    })
    expect(await get('/alerts?q=isk%25')).toMatchObject({ alerts: [] })
    expect(await get('/alerts?q=%25')).toMatchObject({ alerts: [] })
  })

  it('filters alerts by each of four statuses, by owner, rule and label', async () => {
    const rule = 'filtered'
    const add = async (status: string, resolution: string | null, owner: string | null, tenant: string) => {
      const id = await addAlert(test.sql, { rule, status, level: 'critical' })
      await test.sql`
        update alerts set resolution = ${resolution}, assignee = ${owner},
          labels = ${JSON.stringify({ tenant: [tenant, 'all'] })}::text::jsonb where id = ${id}`
      return id
    }
    const open = await add('open', null, 'ann', 'a')
    const acknowledged = await add('acknowledged', null, null, 'b')
    const resolved = await add('resolved', 'resolved', 'ann', 'a')
    const quiet = await add('resolved', 'quiet', null, 'b')
    const before = await add('resolved', null, null, 'b')
    const wrong = await add('resolved', 'false_positive', 'bob', 'a')
    const idsOf = async (query: string) => {
      const { alerts } = (await get(`/alerts?${query}`)) as { alerts: { id: string; rule_id: string }[] }
      return new Set(alerts.filter(({ rule_id }) => rule_id === rule).map(({ id }) => id))
    }
    const cases: [string, string[]][] = [
      ['status=open', [open]],
      ['status=acknowledged', [acknowledged]],
      ['status=resolved', [resolved, quiet, before]],
      ['status=false_positive', [wrong]],
      ['level=critical', [open, acknowledged, resolved, quiet, before, wrong]],
      ['status=resolved&assignee=ann', [resolved]],
      ['assignee=ann', [open, resolved]],
      ['rule=filtered&status=false_positive&level=critical', [wrong]],
      ['label=tenant%3Da', [open, resolved, wrong]],
      ['label=tenant=all&status=acknowledged', [acknowledged]],
      ['label=tenant=ann', []],
      ['q=filter&assignee=bob', [wrong]],
    ]
    for (const [query, ids] of cases)
      for (const more of ['', `&rule=${rule}`]) expect(await idsOf(query + more), query + more).toEqual(new Set(ids))
    expect(await get('/alerts?label=tenant&status=shut')).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/status: .*; label: /),
    })
  })

  it('pages alerts of a status by cursor, each exactly once, also those of one moment', async () => {
    const wanted = new Set<string>()
    for (const [index, level] of (['low', 'high', 'low', 'high', 'medium', 'low', 'low'] as const).entries())
      wanted.add(
        await addAlert(test.sql, {
          rule: 'turned',
          level,
          status: 'resolved',
          openedAt: `2026-11-2${index < 4 ? 3 : 4}T07:00:00Z`,
        }),
      )
    const seen: string[] = []
    let next: unknown = ''
    while (next !== null) {
      const page: Answer = await get(`/alerts?status=resolved&limit=2&cursor=${next}`)
      seen.push(...(page['alerts'] as { id: string }[]).map(({ id }) => id))
      next = page['next']
    }
    expect(seen.length).toBe(new Set(seen).size)
    expect(seen.filter((id) => wanted.has(id))).toHaveLength(7)
  })

  it('gives a rejected event with its payload', async () => {
    const uid = await addRejected(test.sql, 'action: missing', '{"a":1}')
    expect(await get('/rejected')).toMatchObject({ rejected: [{ uid, reason: 'action: missing' }], next: null })
    expect(await get(`/rejected/${uid}`)).toMatchObject({ payload: '{"a":1}' })
  })

  it('names every wrong field in a problem', async () => {
    const answer = await test.app.request('/api/v1/events?ip=1.2.3&limit=9999&q=%00')
    expect(answer.status).toBe(400)
    const problem = (await answer.json()) as Answer
    for (const field of ['ip:', 'limit:', 'q:']) expect(problem['detail']).toContain(field)
    expect(problem).toMatchObject({ type: 'about:blank', status: 400, title: expect.any(String) })
  })

  it('gives events whole, one or a page of them, as OCSF and ECS say', async () => {
    const stored = [
      auditEvent({ activity_name: 'repo.view', raw: { n: 1 } }),
      auditEvent({ activity_name: 'repo.view' }),
    ]
    await transaction(test.sql, (tx) => appendEvents(tx, stored))
    const { uid, event } = stored[0] as StoredEvent
    expect(await get(`/events/${uid}?view=ocsf`)).toEqual(JSON.parse(JSON.stringify(toOcsf(event))))
    expect(await get(`/events/${uid}?view=ecs`)).toEqual(JSON.parse(JSON.stringify(toEcs(event))))
    const first = await get('/events?action=repo.view&view=ocsf&limit=1')
    const second = await get(`/events?action=repo.view&view=ocsf&limit=1&cursor=${first['next']}`)
    const ids = [first, second].flatMap((page) =>
      (page['events'] as { metadata: { uid: string } }[]).map((one) => one.metadata.uid),
    )
    expect(ids.sort()).toEqual(stored.map((one) => one.event.id).sort())
    expect((await test.app.request(`/api/v1/events/${randomUUID()}?view=ecs`)).status).toBe(404)
    expect(await get('/events?view=cef')).toMatchObject({ status: 400, detail: 'view: is not one of ocsf, ecs' })
  })

  it('publishes the schema of every event type', async () => {
    const { schemas } = (await get('/schemas')) as { schemas: { type: string; schema: string }[] }
    expect(schemas).toHaveLength(Object.keys(CATALOGUE).length)
    for (const { type, schema } of schemas)
      expect(await get(`/${schema}`)).toMatchObject({ title: type, type: 'object' })
    expect((await test.app.request('/api/v1/schemas/toString')).status).toBe(404)
    expect(await get('/nope')).toMatchObject({ status: 404 })
  })
})

describe('with the database away', () => {
  it('pages and API answer 503 with one line, when to try again, and no stack', async () => {
    const sql = connect('postgres://postgres@127.0.0.1:1/nowhere')
    const { app } = appOver(sql)
    for (const path of ['/', '/alerts', '/events', '/api/v1/overview', '/api/v1/stream']) {
      const answer = await app.request(path)
      expect(answer.status, path).toBe(503)
      expect(answer.headers.get('retry-after'), path).toBe('5')
      expect(await answer.text(), path).not.toMatch(/ {4}at |ECONNREFUSED/)
    }
    await sql.end()
  })
})
