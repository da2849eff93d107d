import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { auth0 } from './auth0.ts'
import { logType } from './auth0-types.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function events(body: Json) {
  return normalise(undefined, body, context).map((item) => {
    if (!item.ok) throw new Error(item.reason)
    return item.event
  })
}

const log_id = '90020260305120000123000000000000001223372036854775807'
const data = {
  log_id,
  date: '2026-03-05T12:00:00.123Z',
  type: 'fp',
  description: 'Wrong email or password.',
  client_id: 'c1',
  client_name: 'Wiki',
  connection: 'Users',
  connection_id: 'con_1',
  ip: '2001:db8:0:0:0:0:0:1',
  user_id: 'auth0|1',
  user_name: 'ann@example.com',
  user_agent: 'Firefox',
  location_info: { country_code: 'SE', city_name: 'Lund', latitude: 55.7, longitude: 13.2 },
  details: { error: { message: 'Wrong email or password.' } },
}
const record = { log_id, data }

describe('auth0', () => {
  it('reads who, whence, what and how it ended', () => {
    const [event] = events(record)
    expect(event?.id).toMatch(new RegExp(`^${log_id}/[0-9a-f]{16}$`))
    expect(event).toMatchObject({ source: '/sources/auth0', time: '2026-03-05T12:00:00.123Z' })
    expect(event?.data).toMatchObject({
      activity_name: 'fp',
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      status_detail: 'Wrong email or password.',
      actor: { user: { name: 'ann@example.com', uid: 'auth0|1', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '2001:db8::1', location: { country: 'SE', city: 'Lund', lat: 55.7, long: 13.2 } },
      http_request: { user_agent: 'Firefox' },
      resources: [
        { type: 'application', name: 'Wiki', uid: 'c1' },
        { type: 'connection', name: 'Users', uid: 'con_1' },
      ],
      logsource: { product: 'auth0' },
      raw: record,
    })
  })

  it('knows one entry by every route, and takes all of a batch', () => {
    const routes: Json[] = [record, data, [record], { logs: [record] }, { 'detail-type': 'Auth0 log', detail: record }]
    expect(new Set(routes.flatMap(events).map(({ id }) => id)).size).toBe(1)
    expect(events([record, { log_id: log_id.replace('9002', '9003'), data: { ...data, log_id: 5 } }])).toHaveLength(2)
  })

  it('reads a call of the Management API: its caller, its path, its answer, and what its description speaks of', () => {
    const details = {
      request: { path: '/api/v2/roles', auth: { user: { user_id: 'u1', email: 'eve@example.com' } } },
      response: { statusCode: 201 },
    }
    const call = { log_id, date: data.date, type: 'sapi', description: 'Create a role', client_id: 'c9', details }
    expect(events(call)[0]?.data).toMatchObject({
      class_uid: 3005,
      status: 'Success',
      status_code: '201',
      actor: { user: { name: 'eve@example.com', uid: 'u1' } },
      resources: [{ type: 'path', name: '/api/v2/roles' }, { type: 'application' }],
    })
  })

  it('knows a machine by its application', () => {
    const machine = { log_id, date: data.date, type: 'seccft', client_id: 'c1', client_name: 'Nightly', user_id: '' }
    expect(events(machine)[0]?.data.actor.user).toEqual({ name: 'Nightly', uid: 'c1', type: 'Application' })
  })

  it.each([
    ['s', 3002, 'Success'],
    ['ferrt', 3002, 'Failure'],
    ['limit_wc', 3002, 'Failure'],
    ['ss', 3001, 'Success'],
    ['signup_pwd_leak', 3001, 'Failure'],
    ['organization_member_added', 3005, 'Success'],
    ['fapi', 6003, 'Failure'],
    ['gd_start_auth', 3002, 'Unknown'],
    ['something_new_failed', 6003, 'Failure'],
    ['something_new_succeeded', 6003, 'Success'],
    ['constructor', 6003, 'Unknown'],
  ])('takes the code %s for class %i and %s', (code, classUid, status) => {
    expect(logType(code)).toEqual({ classUid, status })
  })

  it('is not mistaken for another record with a type', () => {
    for (const other of [
      { type: 's', date: 'x' },
      { data: { type: 's', date: 'x' } },
      { log_id: 5, type: 's', date: 'x' },
    ])
      expect(auth0.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and refuses what has no type', () => {
    const odd = { data: { type: 's', details: 'x', location_info: [], client_id: {}, ip: [] }, log_id: {} }
    expect(auth0.normalise(odd, context)).toMatchObject({ data: { actor: { user: {} }, resources: [] } })
    expect(auth0.normalise({ log_id }, context)).toEqual({
      reason: 'type is missing, here and in data: no log of Auth0',
    })
  })
})
