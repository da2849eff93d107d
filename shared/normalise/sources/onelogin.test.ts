import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { onelogin } from './onelogin.ts'
import { eventType } from './onelogin-types.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function event(body: Json) {
  const [item] = normalise(undefined, body, context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const record = {
  id: 81004691744,
  account_id: 192204,
  created_at: '2026-03-05T12:00:00.437Z',
  event_type_id: 72,
  actor_user_id: 7,
  actor_user_name: 'Ann Ek',
  user_id: 8,
  user_name: 'bob@example.com',
  privilege_id: 3,
  privilege_name: 'Super user',
  ipaddr: '192.0.2.1',
}

describe('onelogin', () => {
  it('reads who, whence, what and upon whom', () => {
    const { id, source, data } = event(record)
    expect(id).toMatch(/^192204\/81004691744\/[0-9a-f]{16}$/)
    expect(source).toBe('/sources/onelogin')
    expect(data).toMatchObject({
      activity_name: 'Privilege granted to user',
      class_uid: 3005,
      time: Date.UTC(2026, 2, 5, 12, 0, 0, 437),
      status: 'Success',
      actor: { user: { name: 'Ann Ek', uid: '7' } },
      src_endpoint: { ip: '192.0.2.1' },
      resources: [
        { type: 'user', name: 'bob@example.com', uid: '8' },
        { type: 'privilege', name: 'Super user', uid: '3' },
      ],
      metadata: { uid: '81004691744' },
      logsource: { product: 'onelogin', service: 'onelogin.events' },
      raw: record,
    })
  })

  it('reads what the webhook calls otherwise', () => {
    const { id: _, created_at: __, ...rest } = record
    const uuid = '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e'
    const webhook = { ...rest, uuid, event_timestamp: '2026-03-05 12:00:00 UTC', user_agent: 'Firefox' }
    expect(event(webhook)).toMatchObject({ time: '2026-03-05T12:00:00.000Z' })
    expect(event(webhook).id.startsWith(`${uuid}/`)).toBe(true)
    expect(event(webhook).data.http_request).toEqual({ user_agent: 'Firefox' })
  })

  it('takes a failed login for the failure of the user it is of', () => {
    const { actor_user_id: _, actor_user_name: __, ...login } = { ...record, event_type_id: '6' }
    expect(event(login).data).toMatchObject({
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      actor: { user: { name: 'bob@example.com', uid: '8', email_addr: 'bob@example.com' } },
    })
  })

  it('tells who acts from whom he acts as', () => {
    expect(event({ ...record, event_type_id: 3 }).data.actor).toMatchObject({
      user: { name: 'Ann Ek' },
      impersonated: { name: 'bob@example.com' },
    })
    expect(event({ ...record, assuming_acting_user_id: 9 }).data.actor).toMatchObject({
      user: { uid: '9' },
      impersonated: { name: 'Ann Ek', uid: '7' },
    })
    expect(event({ ...record, assuming_acting_user_id: 7 }).data.actor.impersonated).toBeUndefined()
  })

  it('names a system that acts, and the app first that a user goes into', () => {
    const { actor_user_id: _, actor_user_name: __, ...mapping } = { ...record, actor_system: 'Mapping' }
    expect(event(mapping).data.actor.user).toEqual({ name: 'Mapping', type: 'System' })
    const login = { ...record, event_type_id: 8, user_id: 7, app_id: 1, app_name: 'Wiki', privilege_id: null }
    expect(event(login).data.resources[0]).toEqual({ type: 'app', name: 'Wiki', uid: '1' })
  })

  it('tells records apart whose ids are too short to be unique', () => {
    const short = { ...record, id: 1, account_id: 2 }
    expect(event(short).id).not.toBe(event({ ...short, event_type_id: 73 }).id)
  })

  it.each([
    ['5', 'User logged into OneLogin', 3002, false],
    ['68', 'User authenticated by RADIUS', 3002, false],
    ['138', 'User app request denied', 3001, true],
    ['147', 'User manually added to role', 3005, false],
    ['170', 'Authentication factor created', 3001, false],
    ['553', 'User locked by API', 3001, false],
    ['9999', '9999', 6003, false],
    ['constructor', 'constructor', 6003, false],
  ])('knows the type %s as %s', (id, title, classUid, isFailure) => {
    expect(eventType(id)).toEqual({ title, classUid, isFailure })
  })

  it('is not mistaken for what others call event_type_id', () => {
    for (const other of [
      { event_type_id: 5 },
      { event_type_id: 5, user_name: 'ann' },
      { actor_user_id: 1, account_id: 2 },
    ])
      expect(onelogin.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and says what is missing', () => {
    expect(onelogin.normalise({ event_type_id: 5, user_name: [], id: {}, ipaddr: 5 }, context)).toHaveProperty('data')
    expect(onelogin.normalise({ event_type_id: {} }, context)).toEqual({
      reason: 'event_type_id is missing: no event of OneLogin',
    })
  })
})
