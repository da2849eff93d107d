import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LINK_LIFE_MS, type Link, signLink } from '../../shared/notify/links.ts'
import { connect } from '../../shared/store/connect.ts'
import { type AlertRow, addAlert } from '../../shared/store/test-rows.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { appOver, NOW } from './test-app.ts'

const secret = randomBytes(32)
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

let database: TestDatabase
let dashboard: ReturnType<typeof appOver>
beforeAll(async () => {
  database = await createTestDatabase()
  dashboard = appOver(database.sql, { token: 'for people' }, { linkSecret: secret })
})
afterAll(async () => {
  await dashboard.feed.close()
  await database.drop()
})
beforeEach(async () => {
  await database.sql`delete from alerts`
})

/** A notice of alerts, each in the episode that it is in. */
async function noticeOf(...alerts: string[]): Promise<string> {
  const id = randomUUID()
  await database.sql`
    insert into notices (id, receiver, channel, kind, notice, status, created_at)
    values (${id}, 'ops', 'ops/email/0', 'firing', '{}', 'sent', now())`
  for (const alert of alerts)
    await database.sql`insert into notice_alerts (notice_id, alert_id, episode) select ${id}, id, episode from alerts where id = ${alert}`
  return id
}

const tokenOf = (noticeId: string, parts: Partial<Link> = {}) =>
  signLink(secret, { noticeId, change: 'acknowledge', via: 'ops/email/0', expiresAt: NOW + LINK_LIFE_MS, ...parts })

async function request(token: string, init: RequestInit = {}, { app } = dashboard) {
  const answer = await app.request(`/act/${token}`, init)
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const get = (token: string) => request(token)
const post = (token: string, fields: Record<string, string> = {}) =>
  request(token, { method: 'POST', headers: FORM, body: new URLSearchParams(fields).toString() })

const alertOf = async (id: string) =>
  (await database.sql`select status, resolution, reason, episode from alerts where id = ${id}`)[0]
const historyOf = (id: string) =>
  database.sql`select who, what, detail from alert_history where alert_id = ${id} order by id`
const add = (row: AlertRow = {}) => addAlert(database.sql, row)

describe('a link in a message', () => {
  it('asks before it acknowledges, and does it on a POST, without the token of the dashboard', async () => {
    const id = await add({ title: 'Many failed logins', level: 'high', key: 'user=ann' })
    const token = tokenOf(await noticeOf(id))
    const asked = await get(token)
    expect(asked.status).toBe(200)
    for (const text of [
      'Acknowledge 1 alert?',
      'Many failed logins',
      'high',
      'user=ann',
      'ops/email/0',
      'method="post"',
    ])
      expect(asked.text).toContain(text)
    expect(await alertOf(id)).toMatchObject({ status: 'open' })
    const done = await post(token, { name: 'ann', reason: 'I look at it' })
    expect(done.status).toBe(200)
    expect(done.text).toContain('1 alert acknowledged.')
    expect(await alertOf(id)).toMatchObject({ status: 'acknowledged', reason: 'I look at it' })
    expect(await historyOf(id)).toEqual([{ who: 'ann via ops/email/0', what: 'acknowledged', detail: 'I look at it' }])
  })

  it('says that it was done when it is used again, and changes nothing more', async () => {
    const id = await add()
    const token = tokenOf(await noticeOf(id))
    await post(token)
    for (const again of [await get(token), await post(token, { name: 'bob' })]) {
      expect(again.status).toBe(200)
      expect(again.text).toContain('This was done already')
      expect(again.text).not.toContain('<form')
    }
    expect(await historyOf(id)).toEqual([{ who: 'via ops/email/0', what: 'acknowledged', detail: null }])
  })

  it('resolves, also what is acknowledged; what is resolved is acknowledged no more', async () => {
    const ids = [await add(), await add({ status: 'acknowledged' })]
    const notice = await noticeOf(...ids)
    const done = await post(tokenOf(notice, { change: 'resolve' }))
    expect(done.text).toContain('2 alerts resolved.')
    for (const id of ids) expect(await alertOf(id)).toMatchObject({ status: 'resolved', resolution: 'resolved' })
    expect((await post(tokenOf(notice))).text).toContain('This was done already')
    for (const id of ids) expect(await alertOf(id)).toMatchObject({ status: 'resolved' })
  })

  it('leaves an alert alone that has re-opened since, and says so', async () => {
    const [moved, same] = [await add({ title: 'Moved' }), await add({ title: 'Same' })]
    const token = tokenOf(await noticeOf(moved, same))
    await database.sql`update alerts set episode = 2 where id = ${moved}`
    expect((await get(token)).text).toContain('has re-opened since the message, is open, stays so')
    expect((await post(token)).text).toContain('1 alert acknowledged.')
    expect([await alertOf(moved), await alertOf(same)]).toMatchObject([{ status: 'open' }, { status: 'acknowledged' }])
    const old = tokenOf(await noticeOf(moved))
    await database.sql`update alerts set episode = 3 where id = ${moved}`
    for (const { text } of [await get(old), await post(old)]) {
      expect(text).toContain('What the message tells of is over')
      expect(text).not.toContain('<form')
    }
    expect(await alertOf(moved)).toMatchObject({ status: 'open' })
  })

  it('changes many alerts at once and shows some of them', async () => {
    const ids: string[] = []
    for (let i = 0; i < 60; i++) ids.push(await add())
    const token = tokenOf(await noticeOf(...ids))
    expect((await get(token)).text).toContain('and 10 more')
    expect((await post(token)).text).toContain('60 alerts acknowledged.')
  })

  it('does it once when it is pressed twice at the same time', async () => {
    const id = await add()
    const token = tokenOf(await noticeOf(id))
    const both = await Promise.all([post(token), post(token), post(token)])
    expect(both.filter(({ text }) => text.includes('1 alert acknowledged.'))).toHaveLength(1)
    expect(await historyOf(id)).toHaveLength(1)
  })
})

describe('a mail scanner', () => {
  it('that follows a link changes nothing, whichever way', async () => {
    const id = await add()
    const token = tokenOf(await noticeOf(id), {})
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])
      for (let i = 0; i < 3; i++) await request(token, { method })
    expect((await request(token, { method: 'HEAD' })).status).toBe(200)
    expect(await alertOf(id)).toMatchObject({ status: 'open' })
    expect(await historyOf(id)).toEqual([])
  })
})

describe('what is answered', () => {
  it('keeps the token to ourselves and shows nothing but title, level and key, escaped', async () => {
    const id = await add({ title: '<script>alert(1)</script>', key: 'user="><img src=x>' })
    await database.sql`update alerts set summary = 'the summary' where id = ${id}`
    const token = tokenOf(await noticeOf(id), { via: '<b>ops</b>' })
    for (const { headers, text } of [await get(token), await post(token)]) {
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-robots-tag')).toContain('noindex')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-security-policy')).toContain("form-action 'self'")
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(text).not.toMatch(/<script|<img|<b>|the summary|the access token/)
      expect(text).not.toContain(token)
    }
  })

  it('needs nothing that the token of the dashboard protects, behind any prefix', async () => {
    const { text } = await get(tokenOf(await noticeOf(await add())))
    const style = /href="\.\.(\/assets\/[^"]+)"/.exec(text)?.[1]
    expect((await dashboard.app.request(style!)).status).toBe(200)
    expect(text).toContain('<form method="post" class="confirm">')
    expect(text).toContain('<a href="../">To the dashboard</a>')
    expect((await dashboard.app.request('/')).status).toBe(401)
    expect((await dashboard.app.request('/api/v1/overview')).status).toBe(401)
  })

  it('says what is wrong with a form, and stays usable', async () => {
    const id = await add()
    const token = tokenOf(await noticeOf(id))
    const bad: [Record<string, string>, string][] = [
      [{ name: 'n'.repeat(61) }, 'name'],
      [{ reason: 'r'.repeat(2_001) }, 'reason'],
      [{ name: 'a\0b' }, 'name'],
      [{ other: 'x' }, 'other'],
      [{ reason: 'r'.repeat(70_000) }, 'body'],
    ]
    for (const [fields, field] of bad) {
      const { status, text } = await post(token, fields)
      expect([status, text.includes(`<code>${field}</code>`), text.includes('<form')], field).toEqual([400, true, true])
    }
    expect(await alertOf(id)).toMatchObject({ status: 'open' })
  })
})

describe('a database that is away', () => {
  it('is told of without the token, in the answer and in the log', async () => {
    const token = tokenOf(randomUUID())
    const away = connect('postgres://postgres@127.0.0.1:1/none')
    const log = keepingLog()
    const { app, feed } = appOver(away, {}, { linkSecret: secret, log })
    const answer = await app.request(`/act/${token}`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await answer.text()).not.toContain(token)
    expect(log.lines).toMatchObject([{ level: 'error', fields: { path: '/act/TOKEN' } }])
    await feed.close()
    await away.end()
  })
})

describe('a link that can not be used', () => {
  it('has been changed: at whichever position', async () => {
    const id = await add()
    const token = tokenOf(await noticeOf(id))
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, at) + other + token.slice(at + 1)
      for (const { status, text } of [await get(changed), await post(changed)])
        expect([status, text.includes('This link is not valid')], String(at)).toEqual([403, true])
    }
    for (const cut of [token.slice(0, -1), `${token}A`, token.slice(1), 'x', encodeURIComponent('../../etc')])
      expect((await post(cut)).status, cut).toBe(403)
    expect(await alertOf(id)).toMatchObject({ status: 'open' })
  })

  it('is signed with another secret', async () => {
    const notice = await noticeOf(await add())
    const parts = { noticeId: notice, change: 'acknowledge', via: 'x', expiresAt: NOW + 1_000 } as const
    expect((await post(signLink(randomBytes(32), parts))).status).toBe(403)
  })

  it('has expired', async () => {
    const id = await add()
    const token = tokenOf(await noticeOf(id), { expiresAt: NOW })
    for (const { status, text } of [await get(token), await post(token)]) {
      expect(status).toBe(410)
      expect(text).toContain('This link has expired')
      expect(text).toContain('href="../"')
    }
    expect(await alertOf(id)).toMatchObject({ status: 'open' })
  })

  it('is about what is no longer kept', async () => {
    const { status, text } = await post(tokenOf(randomUUID()))
    expect([status, text.includes('no longer kept')]).toEqual([410, true])
  })

  it('finds no secret to be opened with', async () => {
    const token = tokenOf(await noticeOf(await add()))
    const without = appOver(database.sql, { token: 'for people' })
    const { status, text } = await request(token, {}, without)
    expect([status, text.includes('AUDITFLOW_LINK_SECRET is not set')]).toEqual([404, true])
    expect((await request(token, { method: 'POST' }, without)).status).toBe(404)
    await without.feed.close()
  })
})
