import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { toOcsf } from '../views/ocsf.ts'
import { everyClass, identified } from '../views/testing.ts'
import { SOURCES } from './index.ts'
import { ocsf } from './ocsf.ts'

const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }
const CORPUS = new URL('../../../../shared/events/', import.meta.url)

function eventOf(record: Json): AuditEvent {
  const [item] = normalise(undefined, structuredClone(record), context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event.data
}

/** As Amazon Security Lake writes CloudTrail. */
const lake: JsonObject = {
  metadata: {
    product: { name: 'CloudTrail', vendor_name: 'AWS', version: '1.08' },
    uid: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
    event_code: 'AwsApiCall',
    version: '1.1.0',
  },
  time: 1_767_225_600_000,
  class_uid: 6003,
  category_uid: 6,
  activity_id: 1,
  activity_name: 'Create',
  type_uid: 600301,
  severity_id: 1,
  status: 'Failure',
  status_id: 2,
  api: { operation: 'CreateUser', service: { name: 'iam.amazonaws.com' }, response: { error: 'AccessDenied' } },
  actor: {
    user: { name: 'ann', uid: 'arn:aws:iam::123456789012:user/ann', type: 'IAMUser', account: { uid: '123456789012' } },
  },
  src_endpoint: { ip: '192.0.2.1', location: { coordinates: [10.7, 59.9], country: 'NO' } },
  http_request: { user_agent: 'aws-cli/2' },
  resources: [{ uid: 'arn:aws:iam::123456789012:user/bob', type: 'AWS::IAM::User' }],
}

describe('events of OCSF', () => {
  it('say who did what, whence and with what outcome', () => {
    expect(eventOf(lake)).toMatchObject({
      time: 1_767_225_600_000,
      activity_name: 'CreateUser',
      class_uid: 6003,
      severity_id: 1,
      status: 'Failure',
      actor: {
        user: { name: 'ann', uid: 'arn:aws:iam::123456789012:user/ann', type: 'IAMUser', account_uid: '123456789012' },
      },
      src_endpoint: { ip: '192.0.2.1', location: { country: 'NO', lat: 59.9, long: 10.7 } },
      http_request: { user_agent: 'aws-cli/2' },
      resources: [{ uid: 'arn:aws:iam::123456789012:user/bob', type: 'AWS::IAM::User' }],
      metadata: { uid: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e', product: { name: 'CloudTrail', vendor_name: 'AWS' } },
      logsource: { product: 'cloudtrail' },
    })
  })

  it('of other classes name what they are about', () => {
    const user = { name: 'bob', uid: '8' }
    const change: JsonObject = {
      ...lake,
      class_uid: 3001,
      category_uid: 3,
      type_uid: 300106,
      activity_name: 'Delete',
      user,
    }
    const { api: _, resources: __, ...record } = change
    expect(eventOf(record)).toMatchObject({
      activity_name: 'Delete',
      actor: { user: { name: 'ann' } },
      resources: [{ type: 'user', ...user }],
    })
    const session: JsonObject = { ...record, class_uid: 3002, type_uid: 300201, activity_name: 'Logon' }
    const { actor: ___, ...logon } = { ...session, service: { name: 'ssh' } } as JsonObject
    expect(eventOf(logon)).toMatchObject({
      activity_name: 'Logon',
      actor: { user },
      resources: [{ type: 'service', name: 'ssh' }],
    })
  })

  it('keep times before 1973 as milliseconds, and severities and outcomes that they can say', () => {
    const old = { ...lake, time: 86_400_000, severity_id: 99, status_id: 99, status: 'Odd' }
    expect(eventOf(old)).toMatchObject({ time: 86_400_000, status: 'Unknown' })
    const { time: _, ...timeless } = lake
    expect(eventOf({ ...timeless, time_dt: '2026-01-02T00:00:00Z' }).time).toBe(Date.UTC(2026, 0, 2))
  })

  it('are known by their own id and core', () => {
    const idOf = (record: Json) => {
      const [item] = normalise(undefined, structuredClone(record), context)
      return item?.ok === true ? item.event.id : item?.reason
    }
    expect(idOf(lake)).toMatch(/^0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e\//)
    expect(idOf(lake)).toBe(idOf({ ...lake, enrichments: [] }))
    expect(idOf(lake)).not.toBe(idOf({ ...lake, time: 1 }))
  })

  it('are recognised by class, type and version alone, and nothing else is', () => {
    expect(recognise(undefined, lake, context.headers)).toBe(ocsf)
    for (const record of [
      { class_uid: 6003, activity_name: 'x' },
      { class_uid: 6003, type_uid: 300101, metadata: { version: '1.5.0' } },
      { class_uid: '6003', category_uid: 6, activity_id: 1, metadata: { version: '1.5.0' } },
      { class_uid: 6003, category_uid: 6, activity_id: 1, metadata: { version: 'v2' } },
    ])
      expect(recognise(undefined, record, context.headers).name).toBe('json')
    expect(ocsf.normalise({ activity_name: 'x' }, context)).toEqual({
      reason: 'class_uid is missing or no whole number: not an event of OCSF',
    })
  })

  it.each([null, 1, 'x', [], { name: {} }, [[1]], { ip: 5 }])('of any shape inside make events: %j', (odd) => {
    const keys = [
      'metadata',
      'actor',
      'user',
      'src_endpoint',
      'resources',
      'unmapped',
      'http_request',
      'api',
      'time',
      'status_id',
    ]
    for (const key of keys) {
      const made = ocsf.normalise({ ...lake, [key]: odd }, context)
      expect('reason' in made ? made.reason : made.data.class_uid).toBe(6003)
    }
  })
})

describe('our own exports read back', () => {
  const facts = ({ raw: _, raw_data: __, metadata, ...rest }: AuditEvent) => ({
    ...rest,
    product: metadata.product,
    uid: metadata.uid,
  })

  it.each(everyClass.map((event) => [event.data.class_uid, event.data.activity_name, event] as const))(
    'give the same facts: class %i, %s',
    (_, __, event) => {
      const given = JSON.parse(JSON.stringify(event.data)) as AuditEvent
      expect(facts(eventOf(JSON.parse(JSON.stringify(toOcsf(event)))))).toEqual({
        ...facts(given),
        uid: given.metadata.uid,
      })
    },
  )

  it('give impersonation and places without a name', () => {
    const event = identified({
      actor: { user: { name: 'ann' }, impersonated: { name: 'root' } },
      src_endpoint: { ip: '192.0.2.1', location: { lat: 1, long: 2 } },
    })
    expect(eventOf(toOcsf(event))).toMatchObject({ actor: event.data.actor, src_endpoint: event.data.src_endpoint })
  })

  it.skipIf(!existsSync(CORPUS))('give the same facts of every real record (skipped where ../shared is absent)', () => {
    const wrong: unknown[] = []
    let count = 0
    for (const folder of ['github', 'kubernetes', 'aws-cloudtrail', 'okta', 'gcp-audit', 'azure-entra', 'generic-json'])
      for (const file of readdirSync(new URL(folder, CORPUS)).filter((one) =>
        /^(?!.*labels)(?!normalised|sigma).*\.jsonl$/.test(one),
      ))
        for (const line of readFileSync(new URL(`${folder}/${file}`, CORPUS), 'utf8')
          .split('\n')
          .filter(Boolean))
          for (const item of normalise(undefined, JSON.parse(line) as Json, context)) {
            if (!item.ok) continue
            count++
            const again = facts(eventOf(toOcsf(item.event)))
            const given = facts(JSON.parse(JSON.stringify(item.event.data)) as AuditEvent)
            if (
              JSON.stringify(again.actor.user.name) !== JSON.stringify(given.actor.user.name) ||
              again.activity_name !== given.activity_name ||
              again.time !== given.time ||
              again.class_uid !== given.class_uid ||
              again.status !== given.status ||
              again.src_endpoint.ip !== given.src_endpoint.ip ||
              JSON.stringify(again.resources[0]?.name) !== JSON.stringify(given.resources[0]?.name) ||
              again.logsource.product !== given.logsource.product
            )
              wrong.push([folder, file, again, given])
          }
    expect(wrong).toEqual([])
    expect(count).toBeGreaterThan(400)
    expect(SOURCES.has('ocsf')).toBe(true)
  })
})
