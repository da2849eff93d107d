import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { jumpcloud } from './jumpcloud.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function event(body: Json) {
  const [item] = normalise(undefined, body, context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const record = {
  '@version': '1',
  id: '63c264c6c1bd55c1b7e901a4',
  event_type: 'admin_login_attempt',
  service: 'directory',
  organization: '1234abcdef123456789abcde',
  timestamp: '2026-03-05T12:00:00.495Z',
  client_ip: '192.0.2.1',
  geoip: { country_code: 'SE', latitude: 55.7, longitude: 13.2 },
  initiated_by: { id: 'a1', type: 'admin', email: 'ann@example.com' },
  success: false,
  error_message: 'wrong password',
}

describe('jumpcloud', () => {
  it('reads who, whence, what and how it ended', () => {
    const { id, source, data } = event(record)
    expect(id).toMatch(/^63c264c6c1bd55c1b7e901a4\/[0-9a-f]{16}$/)
    expect(source).toBe('/sources/jumpcloud')
    expect(data).toMatchObject({
      activity_name: 'admin_login_attempt',
      time: Date.UTC(2026, 2, 5, 12, 0, 0, 495),
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      status_detail: 'wrong password',
      actor: { user: { name: 'ann@example.com', uid: 'a1', type: 'admin', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'SE', lat: 55.7, long: 13.2 } },
      logsource: { product: 'jumpcloud' },
      raw: record,
    })
  })

  it('reads what was changed, and what it was joined with', () => {
    const { success: _, error_message: __, ...rest } = record
    const resource = { id: 'u2', type: 'user', username: 'bob' }
    expect(event({ ...rest, event_type: 'user_create', resource }).data).toMatchObject({
      class_uid: 3001,
      status: 'Success',
      resources: [{ type: 'user', name: 'bob', uid: 'u2' }],
    })
    const connection = {
      from: { name: 'bob', object_id: 'u2', type: 'user' },
      to: { object_id: 'g1', type: 'user_group' },
    }
    expect(
      event({ ...rest, event_type: 'association_change', association: { op: 'add', connection } }).data,
    ).toMatchObject({
      class_uid: 3005,
      resources: [
        { type: 'user_group', uid: 'g1' },
        { type: 'user', name: 'bob', uid: 'u2' },
      ],
    })
  })

  it('reads a login by single sign-on, by LDAP and to a machine', () => {
    const application = { id: 'p1', name: 'saml', display_label: 'Wiki' }
    const { success: _, error_message: __, ...rest } = record
    const sso = { ...rest, event_type: 'sso_auth', sso_token_success: true, application }
    expect(event(sso).data).toMatchObject({ status: 'Success', resources: [{ type: 'application', name: 'Wiki' }] })
    const ldap = { ...rest, event_type: 'ldap_bind', initiated_by: { type: 'user' }, username: 'bob' }
    expect(event(ldap).data).toMatchObject({ class_uid: 3002, status: 'Unknown', actor: { user: { name: 'bob' } } })
    const system = { id: 's1', hostname: 'mac-7' }
    expect(event({ ...rest, event_type: 'login_attempt', system }).data.resources[0]).toEqual({
      type: 'system',
      name: 'mac-7',
      uid: 's1',
    })
  })

  it('is not mistaken for others with an event_type', () => {
    for (const other of [
      { event_type: 'a', service: 'b' },
      { event_type: 'a', service: 'b', organization: 'c' },
      { event_type: 'a', organization: 'c', client_ip: '192.0.2.1' },
    ])
      expect(jumpcloud.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and says what is missing', () => {
    const odd = { event_type: 'a', initiated_by: 'x', resource: [], geoip: 5, association: { connection: null } }
    expect(jumpcloud.normalise(odd, context)).toHaveProperty('data')
    expect(jumpcloud.normalise({ event_type: {} }, context)).toEqual({
      reason: 'event_type is missing: no event of JumpCloud',
    })
  })
})
