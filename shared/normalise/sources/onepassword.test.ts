import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { onepassword } from './onepassword.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function event(body: Json) {
  const [item] = normalise(undefined, body, context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const ann = { uuid: 'OJQGUANN', name: 'Ann Ek', email: 'ann@example.com' }
const client = { app_name: '1Password Browser Extension', ip_address: '192.0.2.1' }
const timestamp = '2026-03-05T12:00:00.5Z'
const location = { country: 'Sweden', city: 'Lund', latitude: 55.7, longitude: 13.2 }
const audit = {
  uuid: '3UQOGUC7DVOCN4OZP2MDKHFLSG',
  timestamp,
  actor_uuid: ann.uuid,
  actor_details: ann,
  action: 'suspend',
  object_type: 'user',
  object_uuid: 'ZRQBOB',
  object_details: { uuid: 'ZRQBOB', email: 'bob@example.com' },
  session: { ip: '192.0.2.9' },
  location,
}
const signIn = {
  uuid: 'HGIFOEWXDTVWKEQDIWTKVHU',
  session_uuid: 'S',
  timestamp,
  country: 'SE',
  category: 'credentials_failed',
  type: 'password_secret_bad',
  target_user: ann,
  client,
}
const usage = { uuid: 'MCQODBBWJD5HISKYNP3HJPV2DV', timestamp, item_uuid: 'i1', vault_uuid: 'v1', user: ann, client }

describe('1password', () => {
  it('reads an audit event', () => {
    const { id, source, data } = event(audit)
    expect(id).toMatch(/^3UQOGUC7DVOCN4OZP2MDKHFLSG\/2026-03-05T12:00:00.5Z\/[0-9a-f]{16}$/)
    expect(source).toBe('/sources/1password')
    expect(data).toMatchObject({
      activity_name: 'suspend',
      class_uid: 3001,
      time: Date.UTC(2026, 2, 5, 12, 0, 0, 500),
      status: 'Success',
      actor: { user: { name: 'ann@example.com', uid: ann.uuid, email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.9', location: { country: 'SE', city: 'Lund', lat: 55.7, long: 13.2 } },
      resources: [{ type: 'user', name: 'bob@example.com', uid: 'ZRQBOB' }],
      metadata: { uid: audit.uuid },
      logsource: { product: '1password', service: '1password' },
    })
  })

  it('reads a failed sign-in', () => {
    expect(event(signIn).data).toMatchObject({
      activity_name: 'signinattempt',
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      status_code: 'credentials_failed',
      status_detail: 'password_secret_bad',
      actor: { user: { name: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'SE' } },
    })
    expect(event({ ...signIn, category: 'success' }).data.status).toBe('Success')
    expect(event({ ...signIn, category: 'firewall_reported_success' }).data.status).toBe('Success')
  })

  it('reads how an item was used, or that it was', () => {
    expect(event({ ...usage, action: 'reveal' }).data.activity_name).toBe('reveal')
    expect(event(usage).data).toMatchObject({
      activity_name: 'itemusage',
      resources: [
        { type: 'item', uid: 'i1' },
        { type: 'vault', uid: 'v1' },
      ],
    })
  })

  it('takes the events out of an answer of the API, each known again', () => {
    expect(event({ cursor: 'c', has_more: false, items: [audit] }).id).toBe(event(audit).id)
    expect(event(signIn).id.startsWith(signIn.uuid)).toBe(true)
  })

  it('is not mistaken for other records with a uuid', () => {
    for (const other of [
      { uuid: 'u', action: 'a', user: {} },
      { uuid: 'u', item_uuid: 'i', user: {} },
      { uuid: 'u', type: 't', category: 'c' },
      { actor_uuid: 'a', action: 'b', object_type: 'c' },
    ])
      expect(onepassword.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and says what is missing', () => {
    for (const odd of [
      { action: 'a', actor_details: 5, object_type: [], session: 'x', location: [] },
      { item_uuid: {}, user: 'x' },
    ])
      expect(onepassword.normalise(odd, context)).toHaveProperty('data')
    expect(onepassword.normalise({ uuid: 'u' }, context)).toHaveProperty('reason')
  })
})
