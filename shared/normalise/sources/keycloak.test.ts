import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { keycloak } from './keycloak.ts'

const context = { headers: new Headers(), receivedAtMs: 0 }

function event(body: Json) {
  const [item] = normalise(undefined, body, context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const login = {
  id: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
  time: 1772712000123,
  type: 'LOGIN_ERROR',
  realmId: 'r1',
  realmName: 'shop',
  clientId: 'web',
  userId: 'u1',
  ipAddress: '192.0.2.1',
  error: 'invalid_user_credentials',
  details: { username: 'ann', auth_method: 'openid-connect' },
}
const admin = {
  id: '1e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
  time: 1772712000123,
  realmId: 'r1',
  authDetails: { realmId: 'master', clientId: 'admin-cli', userId: 'u9', ipAddress: '192.0.2.9' },
  operationType: 'CREATE',
  resourceType: 'USER',
  resourcePath: 'users/u2',
  representation: '{"username":"bob","enabled":true}',
}
const pairs =
  'type="LOGIN_ERROR", realmId="r1", realmName="shop", clientId="web", userId="null", ipAddress="192.0.2.1", ' +
  'error="user_not_found", username="x\\", error=\\"none", redirect_uri="https://a/b, c"'

describe('keycloak', () => {
  it('reads a user event', () => {
    const { id, source, data } = event(login)
    expect(id).toMatch(/^0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e\/[0-9a-f]{16}$/)
    expect(source).toBe('/sources/keycloak')
    expect(data).toMatchObject({
      activity_name: 'LOGIN_ERROR',
      time: 1772712000123,
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      status_detail: 'invalid_user_credentials',
      actor: { user: { name: 'ann', uid: 'u1' } },
      src_endpoint: { ip: '192.0.2.1' },
      resources: [
        { type: 'client', name: 'web' },
        { type: 'realm', name: 'shop', uid: 'r1' },
      ],
      logsource: { product: 'keycloak' },
      raw: login,
    })
  })

  it('reads an admin event, and names what was changed', () => {
    expect(event(admin).data).toMatchObject({
      activity_name: 'CREATE',
      class_uid: 3001,
      status: 'Success',
      actor: { user: { name: 'u9', uid: 'u9' } },
      src_endpoint: { ip: '192.0.2.9' },
      resources: [
        { type: 'USER', name: 'bob', uid: 'users/u2' },
        { type: 'client', name: 'admin-cli' },
        { type: 'realm' },
      ],
    })
    expect(event({ ...admin, resourceType: 'REALM_ROLE_MAPPING', representation: '[' }).data).toMatchObject({
      class_uid: 3005,
      resources: [{ name: 'users/u2' }, {}, {}],
    })
  })

  it('tells who impersonates from whom', () => {
    const details = { impersonator: 'root', impersonator_realm: 'master', username: 'ann' }
    expect(event({ ...login, type: 'IMPERSONATE', error: null, details }).data).toMatchObject({
      class_uid: 3002,
      status: 'Success',
      actor: { user: { name: 'root' }, impersonated: { name: 'ann', uid: 'u1' } },
    })
  })

  it('knows an event of a listener that writes the kind before the type', () => {
    const { id, ...rest } = login
    const sent = { ...rest, uid: id, type: 'access.REGISTER', error: null, details: { email: 'ann@example.com' } }
    expect(event(sent).data).toMatchObject({
      activity_name: 'access.REGISTER',
      class_uid: 3001,
      actor: { user: { name: 'ann@example.com', email_addr: 'ann@example.com' } },
      metadata: { uid: id },
    })
  })

  it.each<[string, Json]>([
    ['a line', `2026-03-05 12:00:00,123 WARN  [org.keycloak.events] (executor-thread-1) ${pairs}`],
    [
      'JSON',
      { timestamp: '2026-03-05T12:00:00.123Z', loggerName: 'org.keycloak.events', level: 'WARN', message: pairs },
    ],
    ['ECS', { '@timestamp': '2026-03-05T12:00:00.123Z', 'log.logger': 'org.keycloak.events', message: pairs }],
  ])('reads the server log as %s, and is not taken in by what a user typed', (_, body) => {
    const { data } = event(body)
    expect(data).toMatchObject({
      activity_name: 'LOGIN_ERROR',
      time: Date.UTC(2026, 2, 5, 12, 0, 0, 123),
      status_detail: 'user_not_found',
      actor: { user: { name: 'x", error="none' } },
      src_endpoint: { ip: '192.0.2.1' },
      raw: { type: 'LOGIN_ERROR', realmId: 'r1', details: { redirect_uri: 'https://a/b, c' } },
    })
    expect(data.raw).not.toHaveProperty('userId')
    expect(data.raw_data).toContain(pairs)
  })

  it('reads a line without quotes, the first of two values counting', () => {
    const old =
      "[org.keycloak.events] (default task-1) type=LOGIN, realmId=r1, userId=u1, username=a, userId=u2, scope='a b'"
    expect(event(old).data).toMatchObject({
      activity_name: 'LOGIN',
      actor: { user: { name: 'a', uid: 'u1' } },
      raw: { details: { username: 'a', scope: 'a b' } },
    })
  })

  it.each<[string, { [key: string]: Json }]>([
    ['another line of the server', { message: '2026-03-05 12:00:00,123 INFO  [org.keycloak.services] type=x' }],
    ['a logger of another name', { loggerName: 'org.keycloak.services', message: 'type="LOGIN"' }],
    ['a message of the same logger', { loggerName: 'org.keycloak.events', message: 'started' }],
    ['a type in lower case', { ...login, type: 'login' }],
    ['a record without a realm', { type: 'LOGIN', clientId: 'c', userId: 'u' }],
    ['another operation', { operationType: 'CREATE', realmId: 'r' }],
  ])('is not mistaken for %s', (_, other) => {
    expect(keycloak.recognises(other)).toBe(false)
  })

  it('takes odd shapes, and says what is missing', () => {
    const odd = {
      type: 'LOGIN',
      details: 'x',
      authDetails: [],
      realmId: {},
      resourcePath: 5,
      representation: '{"__proto__":1}',
    }
    expect(keycloak.normalise(odd, context)).toHaveProperty('data')
    expect(keycloak.normalise({ realmId: 'r' }, context)).toHaveProperty('reason')
  })

  it('stays quick with quotes that never close', () => {
    const message = `type="X", ${'a="'.repeat(5000)}`
    const start = performance.now()
    expect(event({ loggerName: 'org.keycloak.events', message }).source).toBe('/sources/keycloak')
    expect(performance.now() - start).toBeLessThan(500)
  })
})
