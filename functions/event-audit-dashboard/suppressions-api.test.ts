import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type AlertRow, addAlert } from '../../shared/store/test-rows.ts'
import { createTestApp, type TestApp } from './test-app.ts'

let test: TestApp
beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())
beforeEach(async () => {
  await test.sql`truncate rule_exceptions`
})

async function ask(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init =
    body === undefined
      ? { headers }
      : { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
  const answer = await test.app.request(`/api/v1${path}`, init)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const alert = (row: AlertRow = {}) => addAlert(test.sql, { rule: 'r', key: `user=svc-${randomUUID()}`, ...row })
const asked = (parts: Record<string, unknown> = {}) => ({ field: 'user', reason: 'may do that', by: 'ann', ...parts })

describe('suppressing over the API', () => {
  it('answers the suppression, which the list has until it is ended', async () => {
    const id = await alert({ key: 'user=svc*' })
    const { status, body } = await ask(`/alerts/${id}/suppress`, asked({ until: '2027-06-01', resolve: true }))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      rule_id: 'r',
      entity: 'user=svc*',
      when: { 'user|cased': 'svc\\*' },
      reason: 'may do that',
      created_by: 'ann',
      expires_at: '2027-06-01T00:00:00+00:00',
      state: 'active',
    })
    expect(await test.sql`select resolution from alerts where id = ${id}`).toEqual([{ resolution: 'false_positive' }])
    expect((await ask('/suppressions?state=active&rule=r')).body).toEqual({ suppressions: [body], next: null })
    expect((await ask('/suppressions?rule=other')).body).toEqual({ suppressions: [], next: null })
    const ended = await ask(`/suppressions/${body['id']}/end`, { by: 'bob' })
    expect(ended).toMatchObject({ status: 200, body: { id: body['id'], state: 'ended', ended_by: 'bob' } })
    expect((await ask(`/suppressions/${body['id']}/end`, { by: 'eve' })).body).toMatchObject({ ended_by: 'bob' })
    expect((await ask(`/suppressions/${body['id']}`)).body).toMatchObject({ state: 'ended' })
  })

  it('is by the user of basic authentication, else by whom the body says, else by the API', async () => {
    const by = async (body: unknown, headers = {}) =>
      (await ask(`/alerts/${await alert()}/suppress`, body, headers)).body['created_by']
    const authorization = `Basic ${Buffer.from('bob:x').toString('base64')}`
    expect(await by(asked(), { authorization })).toBe('bob')
    expect(await by(asked())).toBe('ann')
    expect(await by(asked({ by: null }))).toBe('api')
  })

  it.each<[string, unknown, string, string]>([
    ['no field', { reason: 'x' }, 'field', 'is no text'],
    ['a field that the alert is not about', asked({ field: 'ip' }), 'field', 'give one of user'],
    ['no reason', asked({ reason: '' }), 'reason', 'needs a reason'],
    ['a time that is none', asked({ until: 'June' }), 'until', 'is not a time'],
    ['a time that has passed', asked({ until: '2026-11-25T07:30Z' }), 'until', 'is no time in the future'],
    ['too long a value', asked({ value: 'x'.repeat(2_001) }), 'value', 'is longer than 2000'],
    ['a value that can not be stored', asked({ value: 'a\0' }), 'value', 'NUL'],
    ['a resolve that is neither', asked({ resolve: 'yes' }), 'resolve', 'neither true nor false'],
    ['an unknown field', asked({ rule: 'all' }), 'rule', 'is unknown'],
    ['a name that stands for nobody', asked({ by: 'auditflow' }), 'by', 'use another name'],
  ])('refuses %s, naming the field and the reason', async (_, body, field, reason) => {
    const id = await alert()
    const answer = await ask(`/alerts/${id}/suppress`, body)
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ field, reason: expect.stringContaining(reason) }] },
    })
    expect((await ask('/suppressions')).body).toEqual({ suppressions: [], next: null })
  })

  it('answers 404 for what there is not', async () => {
    for (const id of [randomUUID(), 'x'])
      for (const { status } of [
        await ask(`/alerts/${id}/suppress`, asked()),
        await ask(`/suppressions/${id}`),
        await ask(`/suppressions/${id}/end`, {}),
      ])
        expect(status).toBe(404)
  })

  it('is refused when another site asks', async () => {
    const id = await alert()
    expect((await ask(`/alerts/${id}/suppress`, asked(), { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  })
})
