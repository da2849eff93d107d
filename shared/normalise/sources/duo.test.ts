import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { duo } from './duo.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function event(body: Json) {
  const [item] = normalise(undefined, body, context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const txid = '340a23e3-23f3-43c1-87dc-1491a23dfdbb'
const authentication = {
  access_device: { ip: '192.0.2.1', location: { city: 'Lund', country: 'Sweden', state: 'Skåne' } },
  application: { key: 'DI1', name: 'VPN' },
  auth_device: { key: 'DP1', name: 'My phone' },
  email: 'ann@example.com',
  event_type: 'authentication',
  factor: 'duo_push',
  isotimestamp: '2026-03-05T12:00:00.351346+00:00',
  reason: 'user_marked_fraud',
  result: 'fraud',
  timestamp: 1772712000,
  txid,
  user: { key: 'DU1', name: 'ann' },
}
const login = {
  action: 'admin_login_error',
  description: JSON.stringify({ ip_address: '192.0.2.9', email: 'eve@example.com', error: 'wrong password' }),
  isotimestamp: '2026-03-05T12:00:00+00:00',
  object: null,
  timestamp: 1772712000,
  username: 'Eve',
}
const activity = {
  access_device: { ip: { address: '192.0.2.1' }, location: { country: 'Sweden' } },
  action: { name: 'webauthncredential_create', details: null },
  activity_id: '720b8360-078b-47c4-adc7-7968df1caef0',
  actor: { key: 'DU1', name: 'ann', type: 'user' },
  application: { key: 'DI1', name: 'VPN', type: 'websdk' },
  outcome: { result: 'FAILURE' },
  target: { key: 'WA1', name: 'Key', type: 'webauthn_credential' },
  ts: '2026-03-05T12:00:00.591015+00:00',
}

describe('duo', () => {
  it('reads an authentication', () => {
    const { id, source, data } = event(authentication)
    expect(id).toMatch(new RegExp(`^${txid}/[0-9a-f]{16}$`))
    expect(source).toBe('/sources/duo')
    expect(data).toMatchObject({
      activity_name: 'authentication',
      time: Date.UTC(2026, 2, 5, 12, 0, 0, 351),
      class_uid: 3002,
      status: 'Failure',
      severity_id: 4,
      status_code: 'fraud',
      status_detail: 'user_marked_fraud',
      actor: { user: { name: 'ann', uid: 'DU1', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'SE', city: 'Lund' } },
      resources: [
        { type: 'application', name: 'VPN', uid: 'DI1' },
        { type: 'device', name: 'My phone', uid: 'DP1' },
      ],
      logsource: { product: 'cisco', service: 'duo' },
      raw: authentication,
    })
  })

  it('reads the flat authentication of version 1', () => {
    const flat = {
      access_device: { os: 'x' },
      factor: 'Duo Push',
      integration: 'VPN',
      ip: '192.0.2.1',
      result: 'SUCCESS',
    }
    expect(event({ ...flat, username: 'ann', timestamp: 1772712000 }).data).toMatchObject({
      activity_name: 'authentication',
      time: 1772712000000,
      status: 'Success',
      severity_id: 1,
      actor: { user: { name: 'ann' } },
      src_endpoint: { ip: '192.0.2.1' },
      resources: [{ name: 'VPN' }],
    })
  })

  it('reads what the text of an administrator login says', () => {
    expect(event(login).data).toMatchObject({
      activity_name: 'admin_login_error',
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      status_detail: 'wrong password',
      actor: { user: { name: 'Eve', email_addr: 'eve@example.com' } },
      src_endpoint: { ip: '192.0.2.9' },
    })
  })

  it('does not take the address of somebody else for that of the administrator', () => {
    const update = { ...login, action: 'user_update', description: '{"email": "bob@example.com"}', object: 'bob' }
    const { data } = event(update)
    expect(data.actor.user).toEqual({ name: 'Eve' })
    expect(data).toMatchObject({ class_uid: 3001, status: 'Success', resources: [{ name: 'bob' }] })
  })

  it('keeps a description in plain words', () => {
    expect(event({ ...login, description: 'Starting activation' }).data.message).toBe('Starting activation')
  })

  it('tells entries of the administrator log apart, which have no id', () => {
    expect(event({ ...login, object: 'x' }).id).not.toBe(event(login).id)
    expect(event(structuredClone(login)).id).toBe(event(login).id)
  })

  it('reads an activity', () => {
    expect(event(activity).id.startsWith(activity.activity_id)).toBe(true)
    expect(event(activity).data).toMatchObject({
      activity_name: 'webauthncredential_create',
      time: Date.UTC(2026, 2, 5, 12, 0, 0, 591),
      class_uid: 3001,
      status: 'Failure',
      actor: { user: { name: 'ann', uid: 'DU1', type: 'user' } },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'SE' } },
      resources: [{ type: 'webauthn_credential', name: 'Key' }, { type: 'application' }],
    })
  })

  it('reads telephony', () => {
    const call = { context: 'enrollment', credits: 1, phone: '+15550100', type: 'sms', timestamp: 1772712000 }
    expect(event(call).data).toMatchObject({
      activity_name: 'sms',
      message: 'enrollment',
      time: 1772712000000,
      resources: [{ type: 'phone', name: '+15550100' }],
    })
  })

  it.each<[string, Json]>([
    ['the authentication log', { stat: 'OK', response: { authlogs: [authentication], metadata: {} } }],
    ['the activity log', { stat: 'OK', response: { items: [authentication], metadata: {} } }],
    ['the administrator log', { stat: 'OK', response: [authentication] }],
  ])('takes the entries out of an answer of %s', (_, answer) => {
    expect(event(answer).id).toBe(event(authentication).id)
  })

  it.each<[string, { [key: string]: Json }]>([
    ['an application with more members', { ...login, tenant: 'x' }],
    ['one with action, user name and time', { action: 'a', username: 'b', timestamp: 1 }],
    ['a test result', { result: 'success', factor: 'x' }],
    ['another activity', { activity_id: 'a', action: 'b', actor: {} }],
    ['a phone call', { phone: '1', credits: 1 }],
  ])('is not mistaken for %s', (_, other) => {
    expect(duo.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and says what is missing', () => {
    for (const odd of [
      { factor: {}, result: [], access_device: 5, user: 'x' },
      { action: 'a', description: '{"ip_address": {}}', object: [] },
    ])
      expect(duo.normalise(odd, context)).toHaveProperty('data')
    expect(duo.normalise({ action: {} }, context)).toHaveProperty('reason')
  })
})
