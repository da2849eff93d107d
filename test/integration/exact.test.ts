import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { post, send, TOKEN } from '../../functions/audit-event-webhook/test-requests.ts'
import { prepare } from '../../functions/audit-log-analysis/prepare.ts'
import { createTestApp, type TestApp, textOf } from '../../functions/event-audit-dashboard/test-app.ts'
import { decodeContent } from '../../shared/events/content.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { toBinary } from '../../shared/events/http.ts'
import { appendEvents } from '../../shared/store/append-events.ts'
import { addMonths } from '../../shared/store/test-rows.ts'
import { transaction } from '../../shared/store/transaction.ts'

/** What JSON can say and a double or an object can't: each with what stands for it on a page, quotes escaped. */
const LOSSES = [
  '{"n":9007199254740993}',
  '{"n":1e400}',
  '{"n":{"a":1,"a":2}}',
  '{"n":[[{"x":9007199254740993},{"a":1,"a":{"b":-1e-400}}]]}',
]

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
  await addMonths(test.sql)
})
afterAll(() => test.close())

/** Through the broker's bytes into the database; answers the uids. */
async function store(events: readonly CloudEvent[]): Promise<string[]> {
  const delivered = events.map((event) => {
    const { headers, body } = toBinary(event)
    return { ...event, data: decodeContent(headers['content-type'], body) }
  })
  const { audit, rejected } = prepare(delivered)
  expect(rejected).toEqual([])
  return [...(await transaction(test.sql, (tx) => appendEvents(tx, [...audit.values()])))]
}

const record = (rest: string) => `{"action":"a.b","time":"2026-11-25T07:00:00Z",${rest.slice(1)}`

async function shows(uid: string | undefined, exact: string): Promise<void> {
  const page = await textOf(test.app, `/events/${uid}`)
  expect(page).toContain(`<code>${exact.replaceAll('"', '&quot;')}</code>`)
  const answer = await (await test.app.request(`/api/v1/events/${uid}`)).json()
  expect(answer).toMatchObject({ event: { raw_data: exact } })
}

describe('what a value of JSON can not hold comes through the webhook and the store to the page', () => {
  it.each(LOSSES)('%s by itself', async (loss) => {
    const [uid] = await store((await post('json', record(loss))).events)
    await shows(uid, record(loss))
  })

  it('each record of a list by itself, and none for a record that needs none', async () => {
    const texts = LOSSES.map((loss, index) => record(`{"i":${index},${loss.slice(1)}`))
    const plain = record('{"i":"plain"}')
    const { events } = await post('json', `{"records":[${[...texts, plain].join(',')}]}`)
    expect(events.map(({ data }) => (data as { raw_data?: string }).raw_data)).toEqual([...texts, undefined])
    const [uid] = await store(events.slice(-1))
    expect(await textOf(test.app, `/events/${uid}`)).not.toContain('As read')
  })

  it.each(LOSSES)('%s in JSON lines, and as text within a record', async (loss) => {
    const text = record(loss)
    const lines = await post('json', `${text}\n${record('{}').replace(',}', '}')}`, {
      'content-type': 'application/x-ndjson',
    })
    expect(lines.events[0]?.data).toMatchObject({ raw_data: text })
    const inside = await post('json', JSON.stringify({ properties: { log: text } }))
    expect(inside.events[0]?.data).toMatchObject({ raw_data: text })
  })

  it.each(LOSSES)('%s in a CloudEvent, in each content mode', async (loss) => {
    const text = record(loss)
    const attributes = { specversion: '1.0', id: text, source: '/exact', type: 'x.y' }
    const structured = `${JSON.stringify(attributes).slice(0, -1)},"data":${text}}`
    const as = (type: string) => ({ ...TOKEN, 'content-type': type })
    const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/exact', 'ce-type': 'x.y' }
    const sent = [
      await send('/', { body: structured, headers: as('application/cloudevents+json') }),
      await send('/', { body: `[${structured}]`, headers: as('application/cloudevents-batch+json') }),
      await send('/', { body: text, headers: { ...as('application/json'), ...binary } }),
    ]
    for (const { events } of sent) expect(events[0]?.data).toMatchObject({ raw_data: text })
    const [uid] = await store(sent[0]?.events ?? [])
    await shows(uid, text)
  })

  it('in the raw of an audit event that is passed on', async () => {
    const data = {
      time: Date.UTC(2026, 10, 25),
      activity_name: 'a.b',
      class_uid: 0,
      severity_id: 1,
      status: 'Unknown',
      actor: { user: {} },
      src_endpoint: {},
      resources: [],
      metadata: { version: '1.5.0', product: { name: 'p' } },
      logsource: { product: 'p' },
    }
    const event = { specversion: '1.0', id: '7', source: '/exact', type: 'io.auditflow.audit.event.v1', data }
    const body = JSON.stringify(event).replace('"logsource":', '"raw":{"n":9007199254740993},"logsource":')
    const { events } = await send('/', { body, headers: { ...TOKEN, 'content-type': 'application/cloudevents+json' } })
    const [uid] = await store(events)
    await shows(uid, '{"n":9007199254740993}')
  })

  it('makes records that differ only there different events', async () => {
    const forms = [
      '{"n":9007199254740993}',
      '{"n":9007199254740992}',
      '{"n":1,"n":2}',
      '{"n":2}',
      '{"n":1e400}',
      '{"n":null}',
    ]
    const ids = await Promise.all(forms.map(async (form) => (await post('json', record(form))).events[0]?.id))
    expect(new Set(ids).size).toBe(forms.length)
  })

  it('escapes what an attacker put there', async () => {
    const text = record('{"n":1e400,"x":"</code><script>alert(1)</script>"}')
    const [uid] = await store((await post('json', text)).events)
    expect(await textOf(test.app, `/events/${uid}`)).not.toContain('<script>alert')
  })

  it('is found by its digits', async () => {
    const [uid] = await store((await post('json', record('{"n":9007199254740997}'))).events)
    const { events } = (await (await test.app.request('/api/v1/events?q=9007199254740997')).json()) as {
      events: unknown[]
    }
    expect(events).toMatchObject([{ uid }])
  })
})
