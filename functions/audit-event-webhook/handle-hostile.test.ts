import { describe, expect, it } from 'vitest'
import { JSON_TYPE, NOW, post, send, TOKEN } from './test-requests.ts'

describe('hostile input', () => {
  const SOURCES = ['github', 'kubernetes', 'cloudtrail', 'json']
  const required = { action: 'a.b', actor: 'x', verb: 'get', eventName: 'E' }

  async function everywhere(body: string) {
    return Promise.all(SOURCES.map((source) => post(source, body)))
  }

  it('rejects 10,000 levels and keeps the record', async () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000)
    const body = `{"action":"a","x":${deep}}`
    for (const { status, text, events } of await everywhere(body)) {
      expect([status, JSON.parse(text)]).toEqual([
        202,
        { accepted: 0, rejected: [{ index: 0, reason: 'nested deeper than 256 levels' }] },
      ])
      expect(events[0]?.data).toMatchObject({ payload: body })
    }
  })

  it('refuses millions of levels', async () => {
    for (const body of [
      '['.repeat(5_000_000),
      '['.repeat(5_000_000) + ']'.repeat(5_000_000),
      '{"a":'.repeat(3_000_000),
    ]) {
      for (const { status } of await everywhere(body)) expect(status).toBe(400)
    }
  })

  it('takes strings of 5 MB', async () => {
    const long = 'x'.repeat(5_000_000)
    for (const { status, events } of await everywhere(
      JSON.stringify({ ...required, action: `a.${long}`, id: long, time: long }),
    )) {
      expect([status, events[0]?.type]).toEqual([202, 'io.auditflow.audit.event.v1'])
      expect(events[0]?.id.length).toBeLessThan(200)
    }
    expect((await post('json', `{"action":"${long}`)).status).toBe(400)
  })

  it('takes keys that name prototypes, and changes none', async () => {
    const body = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(required).slice(1)}`
    for (const { status } of await everywhere(body)) expect(status).toBe(202)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it.each([
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
    ['99999-01-01T00:00:00Z', new Date(NOW).toISOString()],
  ])('takes the time %s', async (time, expected) => {
    const times = { time, created_at: time, stageTimestamp: time, eventTime: time }
    for (const { status, events } of await everywhere(JSON.stringify({ ...required, ...times }))) {
      expect([status, events[0]?.time]).toEqual([202, expected])
    }
  })

  it('takes control characters and half surrogate pairs anywhere', async () => {
    const odd = '\u0000\n\ud800'
    const body = JSON.stringify({ ...required, action: `a.${odd}`, verb: odd, eventName: odd, id: odd, auditID: odd })
    for (const { status, events } of await everywhere(body)) {
      expect(status).toBe(202)
      expect(events[0]?.id).toMatch(/^[\w/-]+$/)
    }
  })

  const many = 50_001
  it.each<[string, string, Record<string, string>, string]>([
    ['a list', '/sources/auto', {}, `[${'{},'.repeat(many)}{}]`],
    ['a list of lists', '/sources/cloudtrail', {}, `[${'[{}],'.repeat(many)}{}]`],
    ['lines', '/sources/json', { 'content-type': 'application/x-ndjson' }, '{}\n'.repeat(many)],
    ['text', '/sources/linux', { 'content-type': 'text/plain' }, 'x\n'.repeat(many)],
    ["a collector's events", '/services/collector', {}, '{"event":{}}'.repeat(many)],
    ['a batch', '/', { 'content-type': 'application/cloudevents-batch+json' }, `[${'{},'.repeat(many)}{}]`],
  ])('refuses more records than memory bears: %s', async (_, path, headers, body) => {
    const { status, calls, text } = await send(path, { headers: { ...TOKEN, ...JSON_TYPE, ...headers }, body })
    expect([status, calls]).toEqual([413, 0])
    expect(text).toMatch(/more than 50000 records|too large/i)
  })
})
