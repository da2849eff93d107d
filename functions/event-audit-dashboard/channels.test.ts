import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appOver, createTestApp, NOW, type TestApp } from './test-app.ts'

let test: TestApp
type Answer = Record<string, unknown>
const list = async (): Promise<Answer[]> => {
  const answer = await test.app.request('/api/v1/channels')
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { channels: Answer[] }).channels
}
const post = (path: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  test.app.request(`http://audit.example/api/v1${path}`, { method: 'POST', headers })
const at = (beforeMs: number) => new Date(NOW - beforeMs).toISOString()

beforeAll(async () => {
  test = await createTestApp()
  await test.sql`
    insert into channels (name, fingerprint, failures, open_until, off_at, off_reason, last_sent_at) values
      ('ops/slack/0', 'a', 0, null, ${at(60_000)}, 'hooks.example answered 410', ${at(3_600_000)}),
      ('ops/email/0', 'b', 6, ${at(-60_000)}, null, null, null),
      ('ops/email/1', 'c', 5, ${at(1)}, null, null, null),
      ('über all/webhook/0', 'd', 0, null, ${at(1)}, 'hooks.example answered 410', null)`
  const notice = async (channel: string, status: string, age = 0) =>
    await test.sql`
      insert into notices (id, receiver, channel, kind, notice, status, next_try_at, created_at)
      values (${randomUUID()}, 'ops', ${channel}, 'firing', '{}', ${status}, ${status === 'pending' ? at(0) : null}, ${at(age)})`
  for (const channel of ['ops/email/0', 'ops/email/0', 'new/slack/0']) await notice(channel, 'pending')
  await notice('ops/slack/0', 'failed')
  await notice('ops/slack/0', 'failed', 31 * 86_400_000)
})
afterAll(() => test.close())

describe('GET /api/v1/channels', () => {
  it('tells how each stands, also one to which nothing was sent yet', async () => {
    const fresh = { off: null, breaker: 'closed', resting_until: null, failures: 0, last_sent_at: null }
    expect(await list()).toEqual([
      { ...fresh, name: 'new/slack/0', pending: 1, failed: 0 },
      {
        ...fresh,
        name: 'ops/email/0',
        breaker: 'open',
        resting_until: '2026-11-25T07:31:00+00:00',
        failures: 6,
        pending: 2,
        failed: 0,
      },
      { ...fresh, name: 'ops/email/1', breaker: 'half_open', failures: 5, pending: 0, failed: 0 },
      {
        ...fresh,
        name: 'ops/slack/0',
        off: { since: '2026-11-25T07:29:00+00:00', reason: 'hooks.example answered 410' },
        last_sent_at: '2026-11-25T06:30:00+00:00',
        pending: 0,
        failed: 1,
      },
      expect.objectContaining({ name: 'über all/webhook/0' }),
    ])
  })
})

describe('POST /api/v1/channels/NAME/on', () => {
  it.each(['ops%2Fslack%2F0', 'ops/slack/0'])('switches %s on, and answers how it stands', async (path) => {
    await test.sql`update channels set off_at = now(), off_reason = 'x' where name = 'ops/slack/0'`
    const answer = await post(`/channels/${path}/on`)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ name: 'ops/slack/0', off: null, breaker: 'closed', failures: 0 })
    expect((await list()).filter(({ off }) => off !== null)).toMatchObject([{ name: 'über all/webhook/0' }])
  })

  it('knows a name by its percent-encoded UTF-8', async () => {
    expect((await post(`/channels/${encodeURIComponent('über all/webhook/0')}/on`)).status).toBe(200)
    expect((await list()).every(({ off }) => off === null)).toBe(true)
  })

  it('closes an open breaker, so that the next notice tries at once', async () => {
    await post('/channels/ops%2Femail%2F0/on')
    expect(await list()).toContainEqual(
      expect.objectContaining({ name: 'ops/email/0', breaker: 'closed', failures: 0, resting_until: null }),
    )
  })

  it.each(['nobody%2Fslack%2F0', '%00', '%ff', '%zz'])('answers 404 for %s', async (name) => {
    const answer = await post(`/channels/${name}/on`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ detail: 'there is no channel of that name' })
  })

  it('is refused from another site, and without the token where one is set', async () => {
    expect((await post('/channels/ops%2Fslack%2F0/on', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    const { app } = appOver(test.sql, { token: 'let me in' })
    for (const [method, path] of [
      ['GET', '/api/v1/channels'],
      ['POST', '/api/v1/channels/ops%2Fslack%2F0/on'],
    ] as const)
      expect((await app.request(path, { method })).status).toBe(401)
  })
})
