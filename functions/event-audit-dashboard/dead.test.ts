import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { uidOf } from '../../shared/events/envelope.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { failNotice, refusedEvent, refuseMany } from '../../shared/store/replay/testing.ts'
import { until } from '../../test/helpers/until.ts'
import { appOver, createTestApp, type TestApp, textOf } from './test-app.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const UID = uidOf('/test', 'x')
const NOTICE = randomUUID()

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
beforeEach(() => test.sql`truncate rejected_events, outbox, replays, replay_items, notices, event_ids cascade`)
afterAll(() => test.close())

async function post(path: string, body: unknown = {}, headers: Record<string, string> = {}) {
  const answer = await test.app.request(`http://audit.example/api/v1${path}`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  })
  return { status: answer.status, type: answer.headers.get('content-type'), body: (await answer.json()) as Answer }
}
type Answer = Record<string, unknown> & { id: string; detail: string }
const form = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = FORM) =>
  test.app.request(`http://audit.example${path}`, {
    method: 'POST',
    headers,
    body: String(new URLSearchParams(fields)),
  })
const get = async (path: string) => JSON.parse(await textOf(test.app, `/api/v1${path}`)) as Answer
const outbox = () => test.sql<{ event: Record<string, unknown> }[]>`select event from outbox`
const finished = (id: string) => until('the replay', async () => (await get(`/replays/${id}`))['finished_at'] !== null)

describe('dead letters', () => {
  beforeEach(async () => {
    await rejectEvents(test.sql, [refusedEvent('x')])
    await failNotice(test.sql, { id: NOTICE, error: '410 gone' })
  })

  it('are listed with their reasons, by filter, in pages', async () => {
    const { dead } = (await get('/dead')) as unknown as { dead: { kind: string; reason: string }[] }
    expect(dead.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['event', "can't be stored: a fault"],
      ['notice', '410 gone'],
    ])
    const page = await get('/dead?limit=1')
    expect(await get(`/dead?limit=1&cursor=${page['next']}`)).toMatchObject({ dead: [{ kind: 'notice' }], next: null })
    expect(await get('/dead?channel=team/slack/0')).toMatchObject({ dead: [{ id: NOTICE }] })
    expect(await get('/dead?replayed=yes')).toEqual({ dead: [], next: null })
    expect(await get('/rejected?reason=A%20FAULT')).toMatchObject({ rejected: [{ uid: UID }] })
    expect(await get('/rejected?reason=another')).toEqual({ rejected: [], next: null })
    await textOf(test.app, '/api/v1/rejected?replayed=maybe', 400)
    expect(await textOf(test.app, '/api/v1/dead?kind=x&since=soon&replayed=maybe', 400)).toMatch(
      /kind.*since.*replayed|replayed.*kind.*since/,
    )
  })

  it('are shown each with all there is to know', async () => {
    expect(await get(`/dead/event/${UID}`)).toMatchObject({ event_id: 'x', payload: expect.stringContaining('{') })
    expect(await get(`/dead/notice/${NOTICE}`)).toMatchObject({ attempts: [{ detail: '410 gone' }] })
    expect(await get('/rejected')).toMatchObject({ rejected: [{ uid: UID, replays: 0, replayed_at: null }] })
    for (const path of [`/dead/event/${NOTICE}`, `/dead/notice/${UID}`, '/dead/event/x', `/dead/other/${UID}`])
      await textOf(test.app, `/api/v1${path}`, 404)
  })

  it('go again one by one, told by whom', async () => {
    const basic = { authorization: `Basic ${Buffer.from('ann:x').toString('base64')}` }
    const { status, body } = await post(`/dead/event/${UID}/replay`, { by: 'bob' }, basic)
    expect([status, body['total']]).toEqual([202, 1])
    expect(await get(`/replays/${body.id}`)).toMatchObject({ created_by: 'ann', total: 1, waiting: 1, arrived: 0 })
    expect(await get(`/dead/event/${UID}`)).toMatchObject({ replays: 1, replayed_with: [{ by: 'ann' }] })
    const notice = await post(`/dead/notice/${NOTICE}/replay`, { by: 'bob' })
    expect(await get(`/replays/${notice.body.id}`)).toMatchObject({ created_by: 'bob', under_way: 1 })
    expect(await get(`/replays/${(await post(`/dead/event/${UID}/replay`, { force: true })).body.id}`)).toMatchObject({
      created_by: 'api',
    })
  })

  it('can be mended, by a text or by JSON', async () => {
    const payload = JSON.parse(refusedEvent('x').payload) as Record<string, unknown>
    const wrong = await post(`/dead/event/${UID}/replay`, { payload: { ...payload, time: 'soon' } })
    expect(wrong).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { detail: expect.stringContaining('payload: data.time') },
    })
    expect(await outbox()).toEqual([])
    expect((await post(`/dead/event/${UID}/replay`, { payload: { ...payload, activity_name: 'mended' } })).status).toBe(
      202,
    )
    expect(await outbox()).toMatchObject([{ event: { data: { activity_name: 'mended' } } }])
  })

  it('mended by JSON say each large number and each key as it was written, however deep it nests', async () => {
    const { payload } = refusedEvent('x')
    const raw = '{"n":12345678901234567890,"n":1}'
    const send = (mended: string) =>
      test.app.request(`http://audit.example/api/v1/dead/event/${UID}/replay`, {
        method: 'POST',
        headers: JSON_TYPE,
        body: `{"payload":${mended}}`,
      })
    const deep = await send(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect([deep.status, await deep.text()]).toEqual([400, expect.stringContaining('payload: ')])
    expect((await send(payload.replace('"raw":{}', `"raw":${raw}`))).status).toBe(202)
    expect(await get(`/dead/event/${UID}`)).toMatchObject({ payload: expect.stringContaining(raw) })
    expect(await outbox()).toMatchObject([{ event: { data: { raw_data: raw } } }])
  })

  it.each([
    ['one that is not there', `/dead/event/${randomUUID()}/replay`, {}, 404, 'no dead letter'],
    ['a name that is too long', `/dead/event/${UID}/replay`, { by: 'x'.repeat(201) }, 400, 'by: '],
    ['a name with a NUL', '/replays', { filter: { all: true }, by: 'a\0b' }, 400, 'by: '],
    ['a notice with a payload', `/dead/notice/${NOTICE}/replay`, { payload: 'x' }, 400, 'payload'],
    ['a field that is unknown', `/dead/event/${UID}/replay`, { forse: true }, 400, 'forse'],
    ['a filter that is empty', '/replays', { filter: {} }, 400, 'or all'],
    ['no filter', '/replays', {}, 400, 'filter'],
    ['a filter with a field that is unknown', '/replays', { filter: { raeson: 'x' } }, 400, 'raeson'],
    ['a filter that matches nothing', '/replays', { filter: { reason: 'nowhere' } }, 404, 'no dead letter matches'],
    ['a replay that is not there', `/replays/${randomUUID()}`, {}, 404, 'no replay'],
  ])('%s is refused clearly', async (_, path, body, status, detail) => {
    expect(await post(path, body)).toMatchObject({
      status,
      type: 'application/problem+json',
      body: { detail: expect.stringContaining(detail) },
    })
    expect(await outbox()).toEqual([])
  })

  it('sent too often, or under way, need force', async () => {
    await post(`/dead/event/${UID}/replay`)
    expect(await post(`/dead/event/${UID}/replay`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('not come back') },
    })
    await test.sql`update rejected_events set replays = 5, replayed_at = null`
    expect(await post(`/dead/event/${UID}/replay`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('5 times') },
    })
    expect((await post(`/dead/event/${UID}/replay`, { force: true })).status).toBe(202)
  })

  it('that still can’t be read are answered with the reason', async () => {
    await test.sql`update rejected_events set payload = '{}'`
    expect(await post(`/dead/event/${UID}/replay`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('data.time') },
    })
  })
})

describe('a replay by filter', () => {
  it('is answered at once, and its progress can be read', async () => {
    await refuseMany(test.sql, 1_500)
    await rejectEvents(test.sql, [refusedEvent('other', { reason: 'another' })])
    const { status, body } = await post('/replays', { filter: { reason: 'a fault' }, by: 'bob' })
    expect([status, body['total']]).toEqual([202, 1_500])
    await finished(body.id)
    expect(await get(`/replays/${body.id}`)).toMatchObject({
      created_by: 'bob',
      filter: { reason: 'a fault' },
      total: 1_500,
      taken: 1_500,
      waiting: 1_500,
    })
    expect(await outbox()).toHaveLength(1_500)
  })

  it('that a process left is gone on with by the next', async () => {
    await refuseMany(test.sql, 10)
    const other = appOver(test.sql)
    await other.replays.stop()
    const answer = await other.app.request('http://audit.example/api/v1/replays', {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{"filter":{"all":true}}',
    })
    const { id } = (await answer.json()) as { id: string }
    expect(await get(`/replays/${id}`)).toMatchObject({ total: 10, taken: 0, finished_at: null })
    expect((await post(`/replays/${id}`)).status).toBe(202)
    await finished(id)
    expect(await get(`/replays/${id}`)).toMatchObject({ total: 10, taken: 10 })
    await other.feed.close()
  })
})

describe('the page of rejected events', () => {
  const EVIL = '</textarea><script>alert(1)</script>'

  it('sends one again by a button that needs no script, and leads to its progress', async () => {
    await rejectEvents(test.sql, [refusedEvent('x')])
    expect(await textOf(test.app, '/rejected')).toContain(`action="./dead/event/${UID}/replay"`)
    const answer = await form(`/dead/event/${UID}/replay`)
    expect(answer.status).toBe(303)
    const to = new URL(answer.headers.get('location') ?? '', `http://audit.example/dead/event/${UID}/replay`)
    expect(await textOf(test.app, to.pathname)).toMatch(
      /Wait to be published[\s\S]*dashboard|dashboard[\s\S]*Wait to be published/,
    )
    expect(await textOf(test.app, '/rejected')).toContain('1×')
    expect(await textOf(test.app, `/rejected/${UID}`)).toContain('by dashboard')
    expect((await form(`/dead/event/${UID}/replay`)).status).toBe(409)
    expect(await textOf(test.app, `/rejected/${UID}`)).toContain('name="force" value="yes"')
    expect((await form(`/dead/event/${UID}/replay`, { force: 'yes' })).status).toBe(303)
  })

  it('sends one mended', async () => {
    await rejectEvents(test.sql, [refusedEvent('x', { payload: '{"a":1}' })])
    expect(await textOf(test.app, `/rejected/${UID}`)).toContain('name="payload"')
    const wrong = await form(`/dead/event/${UID}/replay`, { payload: '{"b":<2' })
    expect([wrong.status, await wrong.text()]).toEqual([
      400,
      expect.stringMatching(/not sent[\s\S]*payload[\s\S]*{&quot;b&quot;:&lt;2<\/textarea>/),
    ])
    expect((await form(`/dead/event/${UID}/replay`, { payload: refusedEvent('x').payload })).status).toBe(303)
    expect(await textOf(test.app, `/rejected/${UID}`)).toContain('As it first came')
  })

  it('sends all that its filter matches', async () => {
    await refuseMany(test.sql, 3)
    await rejectEvents(test.sql, [refusedEvent('x', { reason: 'another' })])
    const page = await textOf(test.app, '/rejected?reason=another')
    expect(page).toContain('name="reason" value="another"')
    expect(page).not.toContain('a fault')
    const answer = await form('/replays', { kind: 'event', reason: 'another' })
    expect(answer.status).toBe(303)
    await finished(answer.headers.get('location')!.split('/').at(-1)!)
    expect(await outbox()).toHaveLength(1)
    expect((await form('/replays', { kind: 'event', reason: 'another' })).status).toBe(404)
    expect((await form('/replays', {})).status).toBe(400)
  })

  it('lists notices that could not be delivered, each with its page and its button', async () => {
    await failNotice(test.sql, { id: NOTICE, error: EVIL, notice: { title: EVIL } })
    for (const path of ['/rejected', `/dead/notice/${NOTICE}`]) {
      const page = await textOf(test.app, path)
      expect(page).toContain(`dead/notice/${NOTICE}/replay`)
      expect(page).not.toContain('<script>alert')
    }
    expect((await form(`/dead/notice/${NOTICE}/replay`)).status).toBe(303)
    expect(await textOf(test.app, `/dead/notice/${NOTICE}`)).toContain('pending')
    expect(await textOf(test.app, '/rejected')).not.toContain('could not be delivered')
  })

  it('shows a hostile payload as text, in the field to mend it too', async () => {
    await rejectEvents(test.sql, [refusedEvent('x', { payload: EVIL, reason: EVIL })])
    expect(await textOf(test.app, `/rejected/${UID}`)).not.toContain('<script>alert')
  })

  it('takes no file, no field that is unknown, and no more than a form can hold', async () => {
    await rejectEvents(test.sql, [refusedEvent('x')])
    const files = new FormData()
    files.set('reason', new File(['x'], 'x'))
    const sent = (body: FormData | string, headers: Record<string, string>) =>
      test.app.request('http://audit.example/replays', { method: 'POST', headers, body })
    expect((await sent(files, { 'sec-fetch-site': 'same-origin' })).status).toBe(400)
    expect((await sent(`all=yes&raeson=x`, FORM)).status).toBe(400)
    expect((await sent(`all=yes&reason=${'x'.repeat(100_000)}`, FORM)).status).toBe(400)
    expect(await outbox()).toEqual([])
  })

  it('takes no form of another site', async () => {
    await rejectEvents(test.sql, [refusedEvent('x')])
    const foreign = { ...FORM, 'sec-fetch-site': 'cross-site' }
    expect((await form(`/dead/event/${UID}/replay`, {}, foreign)).status).toBe(403)
    expect((await form('/replays', { all: 'yes' }, foreign)).status).toBe(403)
    expect(await outbox()).toEqual([])
  })
})
