import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAlert } from '../../shared/store/test-rows.ts'
import { appOver, createTestApp, type TestApp } from './test-app.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
let test: TestApp
const post = (path: string, headers: Record<string, string>) =>
  test.app.request(`http://audit.example${path}`, { method: 'POST', headers })
const statusOf = async (id: string) => (await test.sql`select status from alerts where id = ${id}`)[0]?.['status']

beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

describe('changing an alert', () => {
  it('by a form leads back to the alert, relatively', async () => {
    const id = await addAlert(test.sql)
    const answer = await post(`/alerts/${id}/acknowledge`, { ...FORM, 'sec-fetch-site': 'same-origin' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`../${id}`)
    expect(await statusOf(id)).toBe('acknowledged')
  })

  it('by JSON answers the alert', async () => {
    const id = await addAlert(test.sql)
    const answer = await post(`/api/v1/alerts/${id}/resolve`, { 'content-type': 'application/json' })
    expect(await answer.json()).toMatchObject({ id, status: 'resolved' })
    const again = await post(`/api/v1/alerts/${id}/reopen`, { 'content-type': 'application/json' })
    expect(await again.json()).toMatchObject({ id, status: 'open', resolved_at: null })
  })

  it('is refused when another site made the browser ask', async () => {
    const id = await addAlert(test.sql)
    const foreign = [
      { ...FORM, 'sec-fetch-site': 'cross-site' },
      { ...FORM, 'sec-fetch-site': 'same-site', origin: 'http://audit.example' },
      { ...FORM, origin: 'http://evil.example' },
      { ...FORM, origin: 'null' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/json', origin: 'http://evil.example' },
      {},
    ]
    for (const headers of foreign) {
      expect((await post(`/alerts/${id}/resolve`, headers)).status, JSON.stringify(headers)).toBe(403)
      expect((await post(`/api/v1/alerts/${id}/resolve`, headers)).status, JSON.stringify(headers)).toBe(403)
    }
    expect(await statusOf(id)).toBe('open')
  })

  it('is taken from our own page where the browser sends no Sec-Fetch-Site, also behind a gateway', async () => {
    const id = await addAlert(test.sql)
    expect((await post(`/alerts/${id}/acknowledge`, { ...FORM, origin: 'http://audit.example' })).status).toBe(303)
    const forwarded = { ...FORM, origin: 'https://soc.example', 'x-forwarded-host': 'soc.example' }
    expect((await post(`/alerts/${id}/resolve`, forwarded)).status).toBe(303)
  })

  it('answers 409 when the state does not allow it and names the other alert', async () => {
    const old = await addAlert(test.sql, { key: 'twin', status: 'resolved' })
    const other = await addAlert(test.sql, { key: 'twin' })
    const answer = await post(`/api/v1/alerts/${old}/reopen`, { 'content-type': 'application/json' })
    expect(answer.status).toBe(409)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ status: 409, detail: expect.stringContaining(other) })
    expect((await post(`/alerts/${old}/reopen`, { ...FORM, 'sec-fetch-site': 'same-origin' })).status).toBe(409)
  })

  it('answers 404 for an unknown alert or change', async () => {
    const json = { 'content-type': 'application/json' }
    expect((await post(`/api/v1/alerts/${randomUUID()}/resolve`, json)).status).toBe(404)
    expect((await post('/api/v1/alerts/x/resolve', json)).status).toBe(404)
    expect((await post(`/api/v1/alerts/${await addAlert(test.sql)}/delete`, json)).status).toBe(404)
  })
})

describe('the life of an alert by the API', () => {
  const json = { 'content-type': 'application/json' }
  const send = async (id: string, change: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await test.app.request(`/api/v1/alerts/${id}/${change}`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: answer.status, type: answer.headers.get('content-type'), body: await answer.json() }
  }
  const as = (user: string) => ({ authorization: `Basic ${Buffer.from(`${user}:x`).toString('base64')}` })

  it('is told with every step, who took it, when and why', async () => {
    const id = await addAlert(test.sql)
    await send(id, 'assign', { assignee: 'bob', by: 'ann' })
    await send(id, 'comment', { text: 'first look' }, as('bob'))
    await send(id, 'false-positive', { reason: 'our scanner', by: 'ignored' }, as('bob'))
    await send(id, 'reopen', '')
    const { body } = await send(id, 'assign', { assignee: null })
    expect(body).toMatchObject({ id, status: 'open', assignee: null, episode: 2, resolution: null, labels: {} })
    expect(body.history.map(({ who, what, detail }: Record<string, unknown>) => [who, what, detail])).toEqual([
      ['ann', 'assigned', 'bob'],
      ['bob', 'commented', 'first look'],
      ['bob', 'false_positive', 'our scanner'],
      ['api', 'reopened', null],
      ['api', 'unassigned', 'bob'],
    ])
    for (const { at } of body.history) expect(at).toBe('2026-11-25T07:30:00+00:00')
  })

  it('refuses what is wrong, naming the field, and changes nothing', async () => {
    const id = await addAlert(test.sql)
    const cases: [string, unknown, string][] = [
      ['false-positive', '', 'reason: '],
      ['false-positive', { reason: ' ' }, 'reason: '],
      ['comment', { comment: 'x' }, 'comment: '],
      ['comment', {}, 'text: '],
      ['comment', { text: 'x'.repeat(10_001) }, 'text: '],
      ['resolve', { reason: 5 }, 'reason: '],
      ['resolve', { reason: 'a\0b' }, 'reason: '],
      ['resolve', { why: 'x' }, 'why: '],
      ['resolve', { by: 'auditflow' }, 'by: '],
      ['resolve', '{', 'body: '],
      ['resolve', '[1]', 'body: '],
      ['resolve', '"x"', 'body: '],
      ['assign', { assignee: ['bob'] }, 'assignee: '],
      ['resolve', JSON.stringify({ reason: 'x'.repeat(70_000) }), 'body: '],
    ]
    for (const [change, body, detail] of cases) {
      const answer = await send(id, change, body)
      expect(answer, `${change} ${JSON.stringify(body).slice(0, 50)}`).toMatchObject({
        status: 400,
        type: 'application/problem+json',
        body: { detail: expect.stringContaining(detail) },
      })
    }
    const bytes = { method: 'POST', headers: json, body: new Uint8Array([0x22, 0xff, 0x22]) }
    expect(await (await test.app.request(`/api/v1/alerts/${id}/resolve`, bytes)).json()).toMatchObject({
      status: 400,
      detail: 'body: is not UTF-8',
    })
    expect(await statusOf(id)).toBe('open')
    expect(await test.sql`select from alert_history where alert_id = ${id}`).toHaveLength(0)
  })

  it('answers 409 where the life of an alert does not go that way', async () => {
    const id = await addAlert(test.sql, { status: 'resolved' })
    expect(await send(id, 'acknowledge', {})).toMatchObject({ status: 409 })
    expect((await send(id, 'unassign', {})).status).toBe(404)
  })
})

describe('the life of an alert by the page', () => {
  const form = async (id: string, change: string, fields: Record<string, string>, headers = {}) => {
    const answer = await test.app.request(`http://audit.example/alerts/${id}/${change}`, {
      method: 'POST',
      headers: { ...FORM, 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams(fields).toString(),
    })
    return { status: answer.status, text: await answer.text() }
  }
  const pageOf = async (path: string, headers = {}) => (await test.app.request(path, { headers })).text()

  it('offers what may be done, asks for a name where nobody has logged in, and shows what was done', async () => {
    const id = await addAlert(test.sql)
    for (const button of ['acknowledge', 'false-positive', 'resolve', 'comment'])
      expect(await pageOf(`/alerts/${id}`)).toContain(`id="${button}"`)
    expect(await pageOf(`/alerts/${id}`)).toContain('name="by"')
    const authorization = `Basic ${Buffer.from('eve:x').toString('base64')}`
    expect(await pageOf(`/alerts/${id}`, { authorization })).not.toContain('name="by"')
    expect((await form(id, 'comment', { text: 'a <b>look</b>', by: 'ann' })).status).toBe(303)
    expect((await form(id, 'assign', { assignee: 'bob', by: '' })).status).toBe(303)
    expect((await form(id, 'false-positive', { text: 'known' }, { authorization })).status).toBe(303)
    const page = await pageOf(`/alerts/${id}`)
    for (const part of [
      'a &lt;b&gt;look&lt;/b&gt;',
      '<bdi>bob</bdi>',
      '<bdi>dashboard</bdi>',
      '<bdi>eve</bdi>',
      'Called a false positive',
      'id="reopen"',
    ])
      expect(page).toContain(part)
    expect(page).not.toContain('id="acknowledge"')
    const list = await pageOf('/alerts?status=false_positive&assignee=bob')
    expect(list).toContain(`alerts/${id}"`)
    for (const part of ['class="owner"', 'false positive']) expect(list).toContain(part)
  })

  it('takes an alert from whoever has it by one button', async () => {
    const id = await addAlert(test.sql)
    await form(id, 'assign', { assignee: 'bob', by: 'ann' })
    expect(await pageOf(`/alerts/${id}`)).toMatch(
      /name="assignee" value="bob"[\s\S]*<button id="release"[^>]* name="assignee" value="">/,
    )
    const answer = await test.app.request(`/alerts/${id}/assign`, {
      method: 'POST',
      headers: { ...FORM, 'sec-fetch-site': 'same-origin' },
      body: 'assignee=bob&by=ann&assignee=',
    })
    expect(answer.status).toBe(303)
    expect(await test.sql`select assignee from alerts where id = ${id}`).toEqual([{ assignee: null }])
  })

  it('says what is wrong with a change, names the field and stays usable', async () => {
    const id = await addAlert(test.sql)
    const answer = await form(id, 'false-positive', { text: '', by: 'ann' })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('Nothing was changed.')
    expect(answer.text).toContain('<code>reason</code>')
    expect(answer.text).toContain(`formaction="../../alerts/${id}/resolve"`)
    expect(await statusOf(id)).toBe('open')
  })
})

describe('access by token', () => {
  const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}` })

  it('takes the token as bearer or as password of any user, and nothing else', async () => {
    const { app } = appOver(test.sql, { token: 's3cret:with-colon' })
    const statusWith = async (headers: Record<string, string>, path = '/') =>
      (await app.request(path, { headers })).status
    expect(await statusWith({ authorization: 'Bearer s3cret:with-colon' })).toBe(200)
    expect(await statusWith(basic('s3cret:with-colon'))).toBe(200)
    for (const path of ['/', '/api/v1/overview', '/api/v1/stream', '/api/v1/schemas', '/nope'])
      for (const headers of [
        {},
        basic('wrong'),
        basic(''),
        { authorization: 'Bearer' },
        { authorization: 'Bearer s3cre' },
      ])
        expect(await statusWith(headers as Record<string, string>, path), path).toBe(401)
    const refused = await app.request('/')
    expect(refused.headers.get('www-authenticate')).toContain('Basic')
    expect(await refused.text()).not.toContain('no token is set')
  })
})
