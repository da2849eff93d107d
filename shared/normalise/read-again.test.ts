import { describe, expect, it } from 'vitest'
import { anEvent } from '../detect/testing.ts'
import { CANARY_SOURCE } from '../events/canary.ts'
import { ALERT_TRIGGERED, AUDIT_EVENT, EVENT_REJECTED } from '../events/catalogue.ts'
import { type Refused, readAgain } from './read-again.ts'
import { parseRedaction } from './redaction/policy.ts'

const READING = { redaction: parseRedaction('', ''), own: { byName: new Map(), recognising: [] } }
const TOKEN = `ghp_${'a1B2'.repeat(9)}`
const refused = (rest: Partial<Refused>): Refused => ({
  uid: '00000000-0000-0000-0000-000000000001',
  stage: 'audit-event-webhook',
  origin: '/sources/json',
  reason: 'no',
  payload: '{}',
  eventType: null,
  eventSource: null,
  eventId: null,
  extensions: null,
  headers: null,
  receivedAtMs: Date.UTC(2026, 10, 25),
  ...rest,
})
const again = (rest: Partial<Refused>, isMended = false) => readAgain(refused(rest), READING, isMended)
const ENTRY = {
  _document_id: 'kQ9xwZ1aB2c3D4e5F6g7',
  action: 'repo.create',
  actor: 'ann',
  created_at: 1_764_000_000_000,
}

describe('what came to the webhook', () => {
  it('is read as the source that its path names, with the identity that it would have had', () => {
    const { events, reasons } = again({ origin: '/sources/github', payload: JSON.stringify(ENTRY) })
    expect(reasons).toEqual([])
    expect(events).toMatchObject([
      { type: AUDIT_EVENT, data: { activity_name: 'repo.create', actor: { user: { name: 'ann' } } } },
    ])
    expect(events[0]?.id).toContain('kQ9xwZ1aB2c3D4e5F6g7')
  })

  it('is read with the headers by which the webhook read it', () => {
    const delivery = { sender: { login: 'ann', id: 1 }, zen: 'keep it simple' }
    const headers = { 'x-github-event': 'ping', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' }
    const [event] = again({ origin: '/sources/github', payload: JSON.stringify(delivery), headers }).events
    expect(event).toMatchObject({ data: { activity_name: 'ping' } })
    expect(event?.id).toContain('72d3162e-cc78-11e3-81ab-4c9367dc0958')
  })

  it.each([
    ['a whole list', '/sources/json', '[{"action":"a"},{"action":"b"}]', 2],
    ['lines of JSON', '/sources/json', '{"action":"a"}\n{"action":"b"}\n', 2],
    [
      'lines of text',
      '/sources/linux',
      'Nov 25 07:00:00 host sshd[1]: Failed password for root from 192.0.2.1 port 1 ssh2',
      1,
    ],
    ['what Splunk’s senders send', '/services/collector', '{"event":{"action":"a"}}', 1],
    ['what is to be recognised', '/sources/auto', JSON.stringify(ENTRY), 1],
    ['a form', '/sources/github', `payload=${encodeURIComponent(JSON.stringify(ENTRY))}`, 1],
  ])('may be %s', (_, origin, payload, count) => {
    const { events, reasons } = again({ origin, payload })
    expect(reasons).toEqual([])
    expect(events).toHaveLength(count)
  })

  it.each([
    ['is no JSON', { payload: '{"a":' }, /not JSON: the text ends.*line 1/],
    ['lacks what it needs', { origin: '/sources/github' }, /neither an audit-log entry nor a webhook delivery/],
    ['came by a source that is not there', { origin: '/sources/gone' }, /no source of here reads.*\/sources\/gone/],
    ['is empty', { payload: '[]' }, /no record/],
    ['nests without measure', { payload: `${'['.repeat(200_000)}${']'.repeat(200_000)}` }, /nested deeper/],
    ['was cut', { reason: 'no (payload cut to 5 of 9 characters)', payload: '{"action":"a"}' }, /only its beginning/],
    ['is no CloudEvent', { origin: '/', payload: '{"a":1}' }, /specversion/],
  ])('that %s is refused with the reason', (_, rest, reason) => {
    const { events, reasons } = again(rest)
    expect(events).toEqual([])
    expect(reasons).toEqual([expect.stringMatching(reason)])
  })

  it('that was cut is read once somebody gives the whole of it', () => {
    const rest = { reason: 'no (payload cut to 5 of 9 characters)', payload: '{"action":"a"}' }
    expect(again(rest, true).events).toHaveLength(1)
  })

  it('is sent as far as it can be read', () => {
    const { events, reasons } = again({ payload: '[{"action":"a"}, 7]' })
    expect(events).toHaveLength(1)
    expect(reasons).toEqual([expect.stringContaining('neither a JSON object nor a text')])
  })

  it('as a CloudEvent keeps its identity and its extensions', () => {
    const event = {
      specversion: '1.0',
      id: 'a-1',
      source: '/idp',
      type: 'com.example',
      story: 'one',
      data: { action: 'a' },
    }
    expect(again({ origin: '/', payload: JSON.stringify(event) }).events).toMatchObject([
      { id: 'a-1', source: '/idp', type: AUDIT_EVENT, extensions: { story: 'one' } },
    ])
  })

  it('leaves without its secrets, and without what the operator names', () => {
    const redaction = parseRedaction('json:a.b', '')
    const payload = JSON.stringify({ action: 'a', password: 'hunter2', note: TOKEN, a: { b: 'hidden' } })
    const text = JSON.stringify(readAgain(refused({ payload }), { ...READING, redaction }, true).events)
    expect(text).toContain('[redacted]')
    expect(text).not.toMatch(/hunter2|ghp_|hidden/)
  })
})

describe('what a function refused', () => {
  const data = anEvent({ time: Date.UTC(2026, 10, 24) })
  const stage = 'audit-log-analysis'
  const REJECTED = { stage: 'one', reason: 'no', origin: '/', payload: '{}' }
  const ALERT = {
    alert_id: '00000000-0000-4000-8000-000000000007',
    rule: { id: 'r', title: 'R', level: 'high', tags: [] },
    key: '*',
    summary: 'R',
    first_event_at: 0,
    last_event_at: 0,
    event_count: 1,
    opened_at: 0,
  }
  const known = { stage, eventType: AUDIT_EVENT, eventSource: '/idp', eventId: 'a-1', origin: '/idp' }

  it('is the event that it was', () => {
    const extensions = { story: 'one', again: '5' }
    expect(again({ ...known, extensions, payload: JSON.stringify(data) }).events).toMatchObject([
      { id: 'a-1', source: '/idp', type: AUDIT_EVENT, time: '2026-11-24T00:00:00.000Z', extensions: { story: 'one' } },
    ])
  })

  it('is known by the row that keeps it, where its identity was not kept', () => {
    const unknown = { ...known, eventSource: null, eventId: null, payload: JSON.stringify(data) }
    expect(again(unknown).events).toMatchObject([{ id: refused({}).uid, source: '/idp' }])
  })

  it.each([
    ['does not fit its schema', { ...known, payload: '{"time":1}' }, /data\.activity_name/],
    ['is no JSON, the reason not showing a piece of it', { ...known, payload: 'hunter2' }, /^(?!.*hunter2).*not JSON/],
    ['is of a type that nobody takes', { ...known, eventType: 'com.example.other' }, /com\.example\.other/],
    ['is of a type that every object has', { ...known, eventType: 'toString' }, /toString is none/],
    [
      'has headers that no request can have, not holding up the others',
      { ...known, headers: { 'a\nhunter2': 'x' } },
      /^reading it fails: TypeError$/,
    ],
    ['is an alert without an id', { ...known, eventType: ALERT_TRIGGERED }, /data\.alert_id/],
    [
      'is too large for the broker',
      { ...known, payload: JSON.stringify({ ...data, raw: 'x'.repeat(16_000_000) }) },
      /too large/,
    ],
  ])('and %s is refused with the reason', (_, rest, reason) => {
    expect(again(rest)).toEqual({ events: [], reasons: [expect.stringMatching(reason)] })
  })

  it('loses the secrets that somebody has put in with a mended payload', () => {
    const payload = JSON.stringify({ ...data, raw: { password: 'hunter2', note: TOKEN } })
    expect(JSON.stringify(again({ ...known, payload }, true).events)).not.toMatch(/hunter2|ghp_/)
  })

  it.each([
    ['an alert', { type: ALERT_TRIGGERED, data: ALERT }, /^type: .*alert\.triggered.* in place of .*audit\.event/],
    ['a rejection', { type: EVENT_REJECTED, data: REJECTED }, /^type: .*event\.rejected/],
    ['what AuditFlow sends to itself', { type: AUDIT_EVENT, source: CANARY_SOURCE, data }, /AuditFlow itself/],
  ])('does not become %s by what it is mended with', (_, rest, reason) => {
    const payload = JSON.stringify({ specversion: '1.0', id: 'b-2', source: '/other', ...rest })
    for (const one of [known, { ...known, stage: 'dead-letter' }])
      expect(again({ ...one, payload }, true)).toEqual({ events: [], reasons: [expect.stringMatching(reason)] })
  })

  it('of a type that nobody takes may turn out to be an audit event', () => {
    const payload = JSON.stringify({ specversion: '1.0', id: 'b-2', source: '/other', type: AUDIT_EVENT, data })
    expect(again({ ...known, eventType: 'com.example.other', payload }, true).events).toHaveLength(1)
  })

  it('may be mended by a whole CloudEvent', () => {
    const whole = { specversion: '1.0', id: 'b-2', source: '/other', type: AUDIT_EVENT, data }
    expect(again({ ...known, eventType: null, payload: JSON.stringify(whole) }, true).events).toMatchObject([
      { id: 'b-2', source: '/other' },
    ])
  })
})

describe('a dead letter', () => {
  it('is the event that it holds, to be tried anew', () => {
    const rejected = { stage: 'one', reason: 'no', origin: '/', payload: '{}' }
    const event = { specversion: '1.0', id: 'a-1', source: '/one', type: EVENT_REJECTED, again: '5', data: rejected }
    const { events } = again({ stage: 'dead-letter', eventType: EVENT_REJECTED, payload: JSON.stringify(event) })
    expect(events).toMatchObject([{ id: 'a-1', source: '/one', data: rejected }])
    expect(events[0]?.extensions).toEqual({})
  })
})
