import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { labelled } from '../../shared/store/silences/testing.ts'
import { createTestApp, NOW, type TestApp } from './test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())
beforeEach(async () => {
  await test.sql`truncate silences`
  await test.sql`delete from alerts`
})

type Answer = { status: number; type: string | null; body: Record<string, unknown> }

async function ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const init =
    body === undefined
      ? { headers }
      : { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
  const answer = await test.app.request(`/api/v1/silences${path}`, init)
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: (await answer.json()) as Record<string, unknown>,
  }
}

const silence = (parts: Record<string, unknown> = {}) => ({
  matchers: [{ name: 'product', value: 'okta|github', isRegex: true }, 'level!="low"'],
  duration: '2h',
  createdBy: 'ann',
  comment: 'maintenance',
  ...parts,
})
const made = async (parts: Record<string, unknown> = {}) => String((await ask('', silence(parts))).body['silenceID'])

describe('making a silence', () => {
  it('answers it as Alertmanager does', async () => {
    const { status, body } = await ask('', silence())
    expect(status).toBe(200)
    expect(body).toEqual({
      silenceID: body['id'],
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: { state: 'active' },
      matchers: [
        { name: 'product', value: 'okta|github', isRegex: true, isEqual: true },
        { name: 'level', value: 'low', isRegex: false, isEqual: false },
      ],
      startsAt: '2026-11-25T07:30:00+00:00',
      endsAt: '2026-11-25T09:30:00+00:00',
      createdAt: '2026-11-25T07:30:00+00:00',
      createdBy: 'ann',
      comment: 'maintenance',
      endedBy: null,
      announcedAt: null,
    })
    const { silenceID, ...rest } = body
    expect((await ask(`/${silenceID}`)).body).toEqual(rest)
    expect((await ask('')).body).toEqual({ silences: [rest], next: null })
  })

  it('takes what Alertmanager takes', async () => {
    const { body } = await ask('', {
      id: '',
      matchers: [{ name: 'a', value: 'b', isRegex: false, isEqual: true }],
      startsAt: '2026-11-25T10:00:00+02:00',
      endsAt: '2026-11-25T08:30:00.000Z',
      createdBy: 'ann',
      comment: 'c',
    })
    expect(body).toMatchObject({
      status: { state: 'pending' },
      startsAt: '2026-11-25T08:00:00+00:00',
      endsAt: '2026-11-25T08:30:00+00:00',
    })
  })

  it('is by the user of basic authentication, if there is one', async () => {
    const authorization = `Basic ${Buffer.from('bob:secret').toString('base64')}`
    expect((await ask('', silence(), { authorization })).body).toMatchObject({ createdBy: 'bob' })
  })

  it.each<[string, unknown, string, string]>([
    ['no body at all', '', 'body', 'is no object'],
    ['no matchers', silence({ matchers: undefined }), 'matchers', 'is no list of matchers'],
    ['a matcher that is none', silence({ matchers: [1] }), 'matchers[0]', 'is neither a text such as'],
    ['half a matcher', silence({ matchers: ['a=b', { name: 'a' }] }), 'matchers[1]', 'is neither a text such as'],
    ['a matcher with a fault', silence({ matchers: ['a=b', 'level=='] }), 'matchers[1]', 'column 7'],
    ['a bad regular expression', silence({ matchers: ['a=~"("'] }), 'matchers[0]', 'regular expression'],
    [
      'a bad regular expression in parts',
      silence({ matchers: [{ name: 'a', value: '(', isRegex: true }] }),
      'matchers[0]',
      'regular expression',
    ],
    ['a matcher without a name', silence({ matchers: [{ name: '', value: 'x' }] }), 'matchers[0]', 'empty'],
    ['no end', silence({ duration: undefined }), 'endsAt', 'is needed'],
    ['two ends', silence({ endsAt: '2026-11-25T08:30:00Z' }), 'endsAt', 'not both'],
    ['an end that has passed', silence({ duration: null, endsAt: '2026-11-25T07:00:00Z' }), 'endsAt', 'is not after'],
    ['a time that is none', silence({ startsAt: 'now' }), 'startsAt', 'is not a time'],
    ['a span that is none', silence({ duration: '2 hours' }), 'duration', 'is no time span'],
    ['too long a span', silence({ duration: '2y' }), 'endsAt', 'more than a year'],
    ['no author', silence({ createdBy: undefined }), 'createdBy', 'is missing'],
    ['no comment', silence({ comment: ' ' }), 'comment', 'is missing'],
    ['a number for a text', silence({ comment: 7 }), 'comment', 'is no text'],
    ['an unknown field', silence({ author: 'ann' }), 'author', 'is unknown'],
  ])('with %s is refused, naming the field and the reason', async (_, body, field, reason) => {
    const { status, type, body: problem } = await ask('', body)
    expect([status, type]).toEqual([400, 'application/problem+json'])
    expect(problem['errors']).toEqual([{ field, reason: expect.stringContaining(reason) }])
    expect(problem['detail']).toContain(`${field}: `)
    expect((await ask('')).body['silences']).toEqual([])
  })

  it('refuses what is no JSON, and too much of it', async () => {
    const post = (body: string) =>
      test.app.request('/api/v1/silences', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    expect(await (await post('{')).json()).toMatchObject({ status: 400, detail: 'body: is not JSON' })
    expect(await (await post(' '.repeat(70_000))).json()).toMatchObject({ detail: 'body: is larger than 65536 bytes' })
  })

  it('that mutes everything needs confirmation and says what it would mute', async () => {
    const id = await labelled(test.sql, { product: ['okta'] }, { key: 'user=x', title: 'T' })
    const body = silence({ matchers: ['{}'] })
    const { status, type, body: problem } = await ask('', body)
    expect([status, type]).toEqual([409, 'application/problem+json'])
    expect(problem).toMatchObject({
      title: 'Needs to be confirmed',
      detail: expect.stringContaining('"confirm": true'),
      preview: { count: 1, more: false, rules: [{ title: 'T', count: 1, alerts: [{ id, key: 'user=x' }] }] },
    })
    expect((await ask('', { ...body, confirm: true })).status).toBe(200)
  })

  it('that another site asks for is refused', async () => {
    expect((await ask('', silence(), { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask('')).body['silences']).toEqual([])
  })
})

describe('changing and ending a silence', () => {
  it('with its id ends it and makes another', async () => {
    const old = await made()
    const changed = await made({ id: old, duration: '5h', createdBy: 'bob' })
    expect((await ask(`/${old}`)).body).toMatchObject({ status: { state: 'expired' }, endedBy: 'bob' })
    expect((await ask('?state=active')).body).toMatchObject({ silences: [{ id: changed }] })
  })

  it('ends it by hand', async () => {
    const id = await made()
    expect(await ask(`/${id}/end`, { by: 'bob' })).toMatchObject({
      status: 200,
      body: {
        id,
        status: { state: 'expired' },
        endedBy: 'bob',
        endsAt: new Date(NOW).toISOString().replace('.000Z', '+00:00'),
      },
    })
    expect((await ask(`/${id}/end`, { by: 'eve' })).body).toMatchObject({ endedBy: 'bob' })
  })

  it('needs a name and a silence that there is', async () => {
    const id = await made()
    expect((await ask(`/${id}/end`, {})).body).toMatchObject({ errors: [{ field: 'by', reason: 'is missing' }] })
    for (const unknown of [randomUUID(), 'x'])
      for (const { status } of [
        await ask(`/${unknown}`),
        await ask(`/${unknown}/end`, { by: 'bob' }),
        await ask('', silence({ id: unknown })),
      ])
        expect(status).toBe(404)
  })
})

describe('the preview and the list', () => {
  it('tells what would be muted, and whether that needs confirmation', async () => {
    await labelled(test.sql, { product: ['okta'] })
    await labelled(test.sql, { product: ['okta'] })
    expect((await ask('/preview', { matchers: ['product=okta'] })).body).toMatchObject({
      count: 2,
      more: false,
      needs_confirmation: 'it mutes all 2 alerts that are unresolved now',
      rules: [{ count: 2 }],
    })
    await labelled(test.sql, { product: ['github'] })
    expect((await ask('/preview', { matchers: ['product=okta'] })).body).toMatchObject({
      count: 2,
      needs_confirmation: null,
    })
    expect((await ask('/preview', { matchers: ['a=~"("'] })).body).toMatchObject({
      errors: [{ field: 'matchers[0]' }],
    })
  })

  it('is read page by page', async () => {
    for (let hours = 1; hours <= 5; hours++) await made({ duration: `${hours}h`, comment: `${hours}` })
    const comments: unknown[] = []
    for (let cursor: unknown = ''; cursor !== null; ) {
      const { body } = await ask(`?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      comments.push((body['silences'] as { comment: string }[]).map(({ comment }) => comment))
      cursor = body['next']
    }
    expect(comments).toEqual([['5', '4'], ['3', '2'], ['1']])
    expect((await ask('?state=over')).body).toMatchObject({ status: 400, errors: [{ field: 'state' }] })
  })
})
