import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../record.ts'
import { at } from '../record.ts'
import { toOcsf } from './ocsf.ts'
import { everyClass, identified } from './testing.ts'

/**
 * What OCSF 1.5.0 asks for, from github.com/ocsf/ocsf-schema at tag 1.5.0: events/base_event.json,
 * events/iam/*.json, events/application/api_activity.json, objects/*.json.
 */
const BASE = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid']
const REQUIRED: Record<number, string[]> = {
  0: BASE,
  3001: [...BASE, 'user'],
  3002: [...BASE, 'user', 'service'],
  3005: [...BASE, 'user', 'privileges'],
  6003: [...BASE, 'actor', 'api', 'src_endpoint'],
}
const ATTRIBUTES =
  `${BASE.join(' ')} activity_name category_name class_name message observables raw_data severity status
  status_code status_detail status_id type_name unmapped`.split(/\s+/)
const IAM = ['actor', 'http_request', 'src_endpoint', 'user']
const ALLOWED: Record<number, string[]> = {
  0: ATTRIBUTES,
  3001: [...ATTRIBUTES, ...IAM],
  3002: [...ATTRIBUTES, ...IAM, 'service'],
  3005: [...ATTRIBUTES, ...IAM, 'privileges', 'resources'],
  6003: [...ATTRIBUTES, 'actor', 'api', 'src_endpoint', 'http_request', 'resources'],
}
const ACTIVITIES: Record<number, number> = { 0: 0, 3001: 12, 3002: 6, 3005: 2, 6003: 4 }
const CATEGORIES: Record<number, number> = { 0: 0, 3001: 3, 3002: 3, 3005: 3, 6003: 6 }
const IN_METADATA = `correlation_uid event_code labels log_name log_provider log_version original_time product profiles
  tags tenant_uid uid version`.split(/\s+/)
/** Objects of which one of these must be there. */
const AT_LEAST_ONE: Record<string, string[]> = {
  actor: ['user'],
  'actor.user': ['account', 'name', 'uid'],
  user: ['account', 'name', 'uid'],
  src_endpoint: ['ip', 'name', 'hostname', 'uid'],
  'src_endpoint.location': ['city', 'country'],
  service: ['name'],
  api: ['operation'],
}

describe('the view of OCSF', () => {
  it.each(everyClass.map((event) => [event.data.class_uid, event.data.activity_name, event] as const))(
    'has what class %i asks for, and nothing else: %s',
    (_, __, event) => {
      const view = toOcsf(event)
      const classUid = Number(view['class_uid'])
      expect(Object.keys(view).filter((key) => !ALLOWED[classUid]?.includes(key))).toEqual([])
      expect(REQUIRED[classUid]?.filter((key) => view[key] === undefined)).toEqual([])
      expect(view['category_uid']).toBe(CATEGORIES[classUid])
      const activity = Number(view['activity_id'])
      expect(activity === 99 || (activity >= 1 && activity <= Number(ACTIVITIES[classUid]))).toBe(true)
      expect(view['type_uid']).toBe(classUid * 100 + activity)
      expect(Object.keys(view['metadata'] as JsonObject).filter((key) => !IN_METADATA.includes(key))).toEqual([])
      expect(at(view, 'metadata', 'version')).toBe('1.5.0')
      for (const [path, members] of Object.entries(AT_LEAST_ONE)) {
        const [first = '', ...rest] = path.split('.')
        const object = at(view, first, ...rest)
        if (object !== undefined)
          expect([path, members.some((key) => at(object, key) !== undefined)]).toEqual([path, true])
      }
      for (const resource of (view['resources'] ?? []) as JsonObject[])
        expect(resource['name'] ?? resource['uid']).toBeDefined()
      for (const observable of (view['observables'] ?? []) as JsonObject[])
        expect(observable).toMatchObject({ name: expect.any(String), type_id: expect.any(Number) })
    },
  )

  it.each([
    [6003, 'repo.create', 1],
    [6003, 'list', 2],
    [6003, 'UpdateFunctionCode', 3],
    [6003, 'google.iam.admin.v1.DeleteServiceAccount', 4],
    [6003, 'frobnicate', 99],
    [3002, 'user.session.start', 1],
    [3002, 'ConsoleLogin', 1],
    [3002, 'user.logout', 2],
    [3001, 'CreateUser', 1],
    [3001, 'user.account.lock', 9],
    [3001, 'user.account.update_password', 3],
    [3001, 'user.account.reset_password', 4],
    [3001, 'DeactivateMFADevice', 11],
    [3005, 'AttachUserPolicy', 1],
    [3005, 'RemoveUserFromGroup', 2],
  ])('reads what an operation of class %i does from its name: %s', (class_uid, activity_name, activityId) => {
    const view = toOcsf(identified({ class_uid, activity_name }))
    expect([view['activity_id'], at(view, 'metadata', 'event_code')]).toEqual([activityId, activity_name])
  })

  it('says who, whence, what and on what, and keeps the rest', () => {
    const impersonated = { name: 'root' }
    const event = identified({
      actor: { user: { name: 'ann', email_addr: 'a@x', arn: 'arn:x' }, impersonated },
      extra: 1,
    })
    expect(toOcsf(event)).toMatchObject({
      category_uid: 6,
      class_name: 'API Activity',
      type_uid: 600301,
      type_name: 'API Activity: Create',
      status_id: 1,
      severity: 'Informational',
      metadata: { uid: 'e-1', log_provider: '/sources/test', event_code: 'repo.create', product: { name: 'P' } },
      actor: { user: { name: 'ann', email_addr: 'a@x' } },
      api: { operation: 'repo.create' },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'NO', city: 'Oslo' } },
      resources: [{ type: 'repo', name: 'o/r', uid: '9', data: { subresource: 's' } }],
      raw_data: '{"a":1}',
      unmapped: {
        logsource: { product: 'p' },
        uid: 'own-1',
        impersonated,
        user: { arn: 'arn:x' },
        metadata: { time_note: 'n' },
        extra: 1,
      },
    })
    expect(toOcsf(identified({ raw_data: 'to the letter' }))).toMatchObject({ raw_data: 'to the letter' })
  })

  it('gives a record that came as OCSF as it came', () => {
    const raw = { class_uid: 4001, category_uid: 4, type_uid: 400106, activity_id: 6, metadata: { version: '1.3.0' } }
    expect(toOcsf(identified({ raw }))).toBe(raw)
  })
})
