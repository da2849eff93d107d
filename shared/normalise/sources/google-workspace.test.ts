import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { googleWorkspace } from './google-workspace.ts'

const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }

function events(body: Json) {
  return normalise(googleWorkspace, structuredClone(body), context).map((item) => {
    if (!item.ok) throw new Error(item.reason)
    return item.event
  })
}
const event = (body: Json) => events(body)[0]!

const activity = {
  kind: 'admin#reports#activity',
  id: { time: '2026-02-03T04:05:06.789Z', uniqueQualifier: '-6333333333333333333', applicationName: 'admin' },
  actor: { callerType: 'USER', email: 'ann@example.com', profileId: '110555' },
  ipAddress: '2001:db8::7',
  networkInfo: { regionCode: 'SE' },
}
const granted = {
  type: 'DELEGATED_ADMIN_SETTINGS',
  name: 'ASSIGN_ROLE',
  parameters: [
    { name: 'ROLE_NAME', value: '_SEED_ADMIN_ROLE' },
    { name: 'ROLE_ID', value: '7' },
    { name: 'USER_EMAIL', value: 'eve@example.com' },
  ],
}
const of = (applicationName: string, ...list: JsonObject[]) => ({
  ...activity,
  id: { ...activity.id, applicationName },
  events: list,
})

describe('google-workspace', () => {
  it('reads an activity of the Reports API', () => {
    const { id, source, data } = event(of('admin', granted))
    expect(source).toBe('/sources/google-workspace')
    expect(id.startsWith('2026-02-03T04:05:06.789Z|-6333333333333333333|admin/')).toBe(true)
    expect(data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6, 789),
      activity_name: 'ASSIGN_ROLE',
      class_uid: 3005,
      status: 'Success',
      actor: { user: { name: 'ann@example.com', uid: '110555', type: 'USER', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '2001:db8::7', location: { country: 'SE' } },
      resources: [
        { type: 'user', name: 'eve@example.com' },
        { type: 'role', name: '_SEED_ADMIN_ROLE', uid: '7' },
      ],
      logsource: { product: 'gcp', service: 'google_workspace.admin' },
    })
  })

  it('makes one event of each event of an activity, and the same ones again', () => {
    const body = of('admin', granted, { ...granted, name: 'UNASSIGN_ROLE' })
    const ids = events(body).map(({ id }) => id)
    expect(events(body).map(({ data }) => data.activity_name)).toEqual(['ASSIGN_ROLE', 'UNASSIGN_ROLE'])
    expect(new Set(ids).size).toBe(2)
    expect(events(body).map(({ id }) => id)).toEqual(ids)
    expect(event(of('admin', granted)).id).toBe(ids[0])
  })

  it('tells apart by their parameters what bears one qualifier', () => {
    const other = { ...granted, parameters: [{ name: 'USER_EMAIL', value: 'mallory@example.com' }] }
    expect(event(of('admin', other)).id).not.toBe(event(of('admin', granted)).id)
  })

  it.each([
    ['login', { type: 'login', name: 'login_failure' }, 'Failure', 3],
    ['login', { type: 'login', name: 'login_success' }, 'Success', 1],
    ['login', { type: 'account_warning', name: 'account_disabled_password_leak' }, 'Success', 3],
    ['login', { type: 'attack_warning', name: 'gov_attack_warning' }, 'Success', 4],
    [
      'login',
      {
        type: 'login',
        name: 'login_challenge',
        parameters: [{ name: 'login_challenge_status', value: 'Challenge Failed' }],
      },
      'Failure',
      3,
    ],
    ['login', { type: 'login', name: 'risky_sensitive_action_blocked' }, 'Failure', 3],
    ['user_accounts', { type: '2sv_change', name: '2sv_disable' }, 'Success', 1],
  ])('judges an event of %s: %j', (application, item, status, severity) => {
    const { data } = event(of(application, item as JsonObject))
    expect([data.status, data.severity_id]).toEqual([status, severity])
    expect(data.logsource.service).toBe('google_workspace.login')
  })

  it.each([
    [
      'drive',
      [
        { name: 'doc_id', value: 'd' },
        { name: 'doc_title', value: 'Plan' },
        { name: 'doc_type', value: 'document' },
      ],
      { type: 'document', name: 'Plan', uid: 'd' },
    ],
    ['drive', [{ name: 'doc_id', value: 'd' }], { type: 'document', name: 'd' }],
    [
      'token',
      [
        { name: 'app_name', value: 'A' },
        { name: 'client_id', value: 'c' },
      ],
      { type: 'application', name: 'A', uid: 'c' },
    ],
    [
      'gmail',
      [{ name: 'message_info', messageValue: { parameter: [{ name: 'subject', value: 'Hi' }] } }],
      { type: 'message', name: 'Hi' },
    ],
  ])('finds in %s what it was about', (application, parameters, wanted) => {
    expect(event(of(application, { name: 'x', parameters })).data.resources[0]).toEqual(wanted)
  })

  it('takes what is put among the blocked for done', () => {
    expect(event(of('admin', { name: 'ADD_TO_BLOCKED_OAUTH2_APPS' })).data.status).toBe('Success')
  })

  it('takes an application that acts as a user for the one that acts', () => {
    const applicationInfo = { applicationName: 'Sync', oauthClientId: '77', impersonation: true }
    const { actor } = event({ ...of('drive', granted), actor: { ...activity.actor, applicationInfo } }).data
    expect(actor.user).toEqual({ name: 'Sync', uid: '77', type: 'APPLICATION' })
    expect(actor.impersonated?.name).toBe('ann@example.com')
  })

  const entry = {
    insertId: '285djodxlmu',
    logName: 'organizations/1/logs/cloudaudit.googleapis.com%2Factivity',
    timestamp: '2026-02-03T04:05:06.789Z',
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      serviceName: 'login.googleapis.com',
      methodName: 'google.login.LoginService.loginFailure',
      authenticationInfo: { principalEmail: 'ann@example.com' },
      requestMetadata: { callerIp: '192.0.2.7' },
      metadata: {
        event: [
          { eventName: 'login_failure', eventType: 'login', parameter: [{ name: 'USER_EMAIL', value: 'a@b.example' }] },
        ],
      },
    },
  }

  it('reads the form of Cloud Logging', () => {
    const { source, data } = event(entry)
    expect(source).toBe('/sources/google-workspace')
    expect(data).toMatchObject({
      activity_name: 'google.login.LoginService.loginFailure',
      status: 'Failure',
      severity_id: 3,
      actor: { user: { name: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.7' },
      resources: [{ type: 'user', name: 'a@b.example' }],
      logsource: { product: 'gcp', service: 'google_workspace.login' },
    })
  })

  it.each([
    [of('admin', granted), 'google-workspace'],
    [{ id: { applicationName: 'drive' }, events: [{ name: 'view' }] }, 'google-workspace'],
    [entry, 'google-workspace'],
    [{ ...entry, protoPayload: { ...entry.protoPayload, metadata: {} } }, 'gcp'],
    [{ id: 'x', events: [{ name: 'view' }] }, 'json'],
    [{ kind: 'reports#activity', events: [] }, 'json'],
  ])('recognises %j as %s', (record, source) => {
    expect(recognise(undefined, record as JsonObject, context.headers).name).toBe(source)
  })

  it.each([[of('admin')], [of('admin', { type: 'x' })], [{ kind: 'admin#reports#activity', events: 5 }]])(
    'says what is missing in %j',
    (body) => {
      const [item] = normalise(undefined, body as Json, context)
      expect(item?.ok === false && item.reason).toContain('events[0].name is missing')
    },
  )

  it.each([
    [of('admin', { name: 'x', parameters: [null, 5, { name: {} }, { name: 'doc_id', value: [] }] })],
    [{ kind: 'admin#reports#activity', id: 5, actor: [], ipAddress: {}, events: [{ name: 'x', type: null }] }],
    [{ id: { applicationName: 'a', time: { toString: 1 } }, events: [{ name: 'x', type: { toString: 1 } }] }],
  ])('makes an event of the hostile %j', (body) => {
    expect(event(body as Json).data.activity_name).toBe('x')
  })
})
