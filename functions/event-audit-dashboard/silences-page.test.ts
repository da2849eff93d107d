import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { labelled, saved } from '../../shared/store/silences/testing.ts'
import { createTestApp, type TestApp, textOf } from './test-app.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const FIELDS = { matchers: 'product=okta, level!="low"', duration: '2h', createdBy: 'ann', comment: 'maintenance' }

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())
beforeEach(async () => {
  await test.sql`truncate silences`
  await test.sql`delete from alerts`
})

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = FORM) =>
  test.app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() })
const page = (query = '') => textOf(test.app, `/silences${query}`)
const count = async () => (await test.sql`select from silences`).length

describe('the page of silences', () => {
  it('makes one by a form, lists it and ends it, without a script', async () => {
    const answer = await post('/silences', FIELDS)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'silences'])
    const listed = await page()
    for (const text of ['active', 'product=&quot;okta&quot;, level!=&quot;low&quot;', 'ann', 'maintenance', 'in 2 h'])
      expect(listed).toContain(text)
    const action = /action="\.\/(silences\/[^"]+\/end)"/.exec(listed)?.[1]
    const ended = await post(`/${action}`, {})
    expect([ended.status, ended.headers.get('location')]).toEqual([303, '../../silences'])
    expect(await page('?state=active')).toContain('There is no such silence.')
    expect(await page('?state=expired')).toContain('ended by')
  })

  it('previews what a form would mute, and keeps its fields', async () => {
    const id = await labelled(test.sql, { product: ['okta'] }, { title: 'Many <failed> logins', key: 'user=ann' })
    await labelled(test.sql, { product: ['github'] })
    const shown = await page('?preview=yes&matchers=product%3Dokta&comment=because')
    for (const text of ['It would mute 1 alert', 'Many &lt;failed&gt; logins', `./alerts/${id}`, 'value="because"'])
      expect(shown).toContain(text)
    expect(await count()).toBe(0)
    expect(await page('?preview=yes&matchers=product%3D')).toContain('<code>matchers[0]</code>')
  })

  it('says what is wrong with a form and keeps its fields', async () => {
    for (const [fields, field] of [
      [{ ...FIELDS, matchers: 'level==' }, 'matchers[0]'],
      [{ ...FIELDS, duration: '' }, 'endsAt'],
      [{ ...FIELDS, comment: '' }, 'comment'],
      [{ ...FIELDS, createdBy: '' }, 'createdBy'],
    ] as const) {
      const answer = await post('/silences', fields)
      const text = await answer.text()
      expect([answer.status, text.includes(`<code>${field}</code>`)], field).toEqual([400, true])
      if (field !== 'createdBy') expect(text).toContain('value="ann"')
    }
    expect(await count()).toBe(0)
  })

  it('asks before everything is muted', async () => {
    const asked = await post('/silences', { ...FIELDS, matchers: '' })
    const text = await asked.text()
    expect(asked.status).toBe(409)
    expect(text).toContain('it has no matcher, so it mutes every alert')
    expect(text).toContain('name="confirm"')
    expect((await post('/silences', { ...FIELDS, matchers: '', confirm: 'yes' })).status).toBe(303)
    expect(await page()).toContain('everything')
  })

  it('escapes what was written, and takes changes from our own pages only', async () => {
    const id = await saved(test.sql, { comment: '<script>alert(1)</script>', matchers: 'a="<img>"', author: '"><b>' })
    expect(await page()).not.toMatch(/<script>|<img>|<b>/)
    const foreign = { ...FORM, 'sec-fetch-site': 'cross-site' }
    expect((await post('/silences', FIELDS, foreign)).status).toBe(403)
    expect((await post(`/silences/${id}/end`, {}, foreign)).status).toBe(403)
    expect((await test.app.request('/silences?state=over')).status).toBe(400)
    expect((await post('/silences/x/end', {})).status).toBe(404)
  })
})
