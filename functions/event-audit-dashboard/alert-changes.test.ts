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
