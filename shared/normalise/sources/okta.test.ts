import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { countryCode } from '../country-code.ts'
import { normalise } from '../normalise.ts'
import { okta } from './okta.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function events(body: Json) {
  return normalise(undefined, body, context).map((item) => {
    if (!item.ok) throw new Error(item.reason)
    return item.event
  })
}

const record = {
  uuid: '7d0b6a2e-52a1-11ef-9d44-0f3c1a2b3c4d',
  published: '2026-03-05T12:00:00.123Z',
  eventType: 'user.session.start',
  severity: 'WARN',
  displayMessage: 'User login to Okta',
  actor: { id: '00u1', type: 'User', alternateId: 'ann@example.com', displayName: 'Ann' },
  client: {
    ipAddress: '192.0.2.1',
    userAgent: { rawUserAgent: 'curl/8' },
    geographicalContext: { city: 'Lund', country: 'Sweden', geolocation: { lat: 55.7, lon: 13.2 } },
  },
  outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
  target: [{ id: '0oa1', type: 'AppInstance', alternateId: 'unknown', displayName: 'Wiki' }],
  transaction: { id: 't1' },
}

describe('okta', () => {
  it('reads who, whence, what, upon what and how it ended', () => {
    const [event] = events(record)
    expect(event).toMatchObject({ source: '/sources/okta', time: '2026-03-05T12:00:00.123Z' })
    expect(event?.id).toMatch(/^7d0b6a2e-52a1-11ef-9d44-0f3c1a2b3c4d\/[0-9a-f]{16}$/)
    expect(event?.data).toMatchObject({
      activity_name: 'user.session.start',
      class_uid: 3002,
      severity_id: 3,
      status: 'Failure',
      status_code: 'FAILURE',
      status_detail: 'INVALID_CREDENTIALS',
      message: 'User login to Okta',
      actor: { user: { name: 'ann@example.com', uid: '00u1', type: 'User', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'SE', city: 'Lund', lat: 55.7, long: 13.2 } },
      http_request: { user_agent: 'curl/8' },
      resources: [{ type: 'AppInstance', name: 'Wiki', uid: '0oa1' }],
      metadata: { uid: record.uuid },
      logsource: { product: 'okta', service: 'okta' },
      raw: record,
    })
  })

  it('makes one event of one entry, be it from an event hook, EventBridge, Splunk or alone', () => {
    const hook = { eventType: 'com.okta.event_hook', eventId: 'h', data: { events: [record] } }
    const routes = [record, hook, { 'detail-type': 'SystemLog', detail: record }, { time: 1, event: record }]
    expect(new Set(routes.flatMap(events).map(({ id }) => id)).size).toBe(1)
    expect(events(hook)[0]?.data.raw).toEqual(record)
  })

  it('takes every entry of a delivery', () => {
    const other = { ...record, uuid: '7d0b6a2e-52a1-11ef-9d44-0f3c1a2b3c4e' }
    const ids = events({ eventType: 'com.okta.event_hook', data: { events: [record, other] } }).map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })

  it.each([
    ['ALLOW', 'Success'],
    ['DENY', 'Failure'],
    ['CHALLENGE', 'Unknown'],
    ['constructor', 'Unknown'],
  ])('takes the result %s for %s', (result, status) => {
    expect(events({ ...record, outcome: { result } })[0]?.data.status).toBe(status)
  })

  it.each([
    ['user.mfa.factor.deactivate', 3001],
    ['user.account.privilege.grant', 3005],
    ['policy.evaluate_sign_on', 3002],
    ['policy.rule.update', 3005],
    ['system.org.rate_limit.warning', 6003],
  ])('puts %s into class %i', (eventType, classUid) => {
    expect(events({ ...record, eventType })[0]?.data.class_uid).toBe(classUid)
  })

  it('names an actor without a login by the name that is shown', () => {
    const actor = { id: '1', type: 'IP address', alternateId: 'unknown', displayName: '192.0.2.9' }
    expect(events({ ...record, actor })[0]?.data.actor.user.name).toBe('192.0.2.9')
  })

  it('is not mistaken for what other applications call eventType', () => {
    for (const other of [
      { eventType: 'x' },
      { eventType: 'x', actor: { alternateId: 'a' } },
      { ...record, eventType: 5 },
    ])
      expect(okta.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and refuses what has no event type', () => {
    const odd = { eventType: 'x', actor: 5, client: [], outcome: 'x', target: [null, 'a', {}], severity: {}, uuid: [] }
    expect(okta.normalise(odd, context)).toMatchObject({ data: { resources: [{}, {}, {}], status: 'Unknown' } })
    expect(okta.normalise({ uuid: 'u' }, context)).toEqual({
      reason: 'eventType is missing: no entry of the System Log',
    })
  })
})

describe('countryCode', () => {
  it.each([
    ['SE', 'SE'],
    ['Germany', 'DE'],
    ['United Kingdom', 'GB'],
    ['Bosnia and Herzegovina', 'BA'],
    ['Russian Federation', 'RU'],
    ['Curaçao', 'CW'],
    ['Atlantis', 'Atlantis'],
    [null, undefined],
  ])('gives %j the code %j', (country, code) => {
    expect(countryCode(country)).toBe(code)
  })
})
