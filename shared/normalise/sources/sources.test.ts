import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AuditEvent, type Json } from '../../events/audit-event.ts'
import { type Item, normalise } from '../normalise.ts'
import { SOURCES } from './index.ts'

const receivedAtMs = Date.UTC(2026, 0, 1)

function items(name: string, body: unknown, headers: Record<string, string> = {}): Item[] {
  const source = SOURCES.get(name)
  if (source === undefined) throw new Error(`no source ${name}`)
  return normalise(source, body as Json, { headers: new Headers(headers), receivedAtMs })
}

function event(name: string, body: unknown, headers: Record<string, string> = {}) {
  const [item] = items(name, body, headers)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

function reason(name: string, body: unknown): string | undefined {
  const [item] = items(name, body)
  return item?.ok === false ? item.reason : undefined
}

describe('github', () => {
  const delivery = '72d3162e-cc78-11e3-81ab-4c9367dc0958'
  const webhook = {
    action: 'added',
    member: { login: 'eve' },
    repository: { full_name: 'o/r' },
    sender: { login: 'ann', id: 7 },
  }

  it('names a webhook by its event and action', () => {
    const { id, source, data } = event('github', webhook, { 'x-github-event': 'member', 'x-github-delivery': delivery })
    expect(data.activity_name).toBe('member.added')
    expect(data.actor.user).toEqual({ name: 'ann', uid: '7' })
    expect(data.resources).toEqual([{ type: 'repository', name: 'o/r' }])
    expect(data.logsource).toEqual({ product: 'github', service: 'webhook' })
    expect(data.time).toBe(receivedAtMs)
    expect(data.raw).toEqual(webhook)
    expect(source).toBe('/sources/github')
    expect(id.startsWith(delivery)).toBe(true)
  })

  it('names a webhook without its header by the action, or by a member that only its event has', () => {
    expect(event('github', webhook).data.activity_name).toBe('added')
    expect(event('github', { zen: 'Keep it simple.', hook: {} }).data.activity_name).toBe('ping')
  })

  it('stores a ping like any other event', () => {
    expect(event('github', { zen: 'x' }, { 'x-github-event': 'ping' }).data.activity_name).toBe('ping')
  })

  it('keeps the name of an audit-log entry', () => {
    const entry = { action: 'repo.create', actor: 'ann', actor_ip: '192.0.2.1', created_at: 1621305118553, repo: 'o/r' }
    const { data } = event('github', [entry])
    expect(data.activity_name).toBe('repo.create')
    expect(data.time).toBe(1621305118553)
    expect(data.src_endpoint).toEqual({ ip: '192.0.2.1' })
    expect(data.logsource).toEqual({ product: 'github', service: 'audit' })
  })

  it('unwraps an entry from a syslog line', () => {
    const message = `<190>May 22 foobar github_audit: ${JSON.stringify({ action: 'user.login', actor: 'ann' })}`
    expect(event('github', { message }).data.raw).toEqual({ action: 'user.login', actor: 'ann' })
  })

  it('says what is missing', () => {
    expect(reason('github', {})).toContain('action is missing')
    expect(reason('github', { action: 'x' })).toContain('actor, org and created_at are missing')
  })

  it('knows a redelivery again by its id', () => {
    const first = event('github', webhook, { 'x-github-event': 'member', 'x-github-delivery': delivery })
    const again = event('github', webhook, { 'x-github-event': 'member', 'x-github-delivery': delivery })
    expect(again.id).toBe(first.id)
  })

  it('takes the entries of a stream out of the events of an HTTP Event Collector', () => {
    const entry = { action: 'org.add_member', actor: 'ann', org: 'o', created_at: 1621305118553 }
    expect(event('github', { time: 1, event: entry }).id).toBe(event('github', entry).id)
  })
})

describe('kubernetes', () => {
  const record = {
    kind: 'Event',
    auditID: '0E9F9A3C-2b1d-4c55-9c3e-1f2a3b4c5d6e',
    stage: 'ResponseComplete',
    verb: 'get',
    user: { username: 'ann', groups: ['admins'] },
    impersonatedUser: { username: 'bob' },
    sourceIPs: ['203.0.113.9', '10.0.0.1'],
    objectRef: { resource: 'secrets', namespace: 'prod', name: 'db' },
    responseStatus: { code: 403, message: 'forbidden' },
    stageTimestamp: '2024-03-05T12:00:00.123456Z',
  }

  it('takes every event of a list', () => {
    const list = {
      kind: 'EventList',
      apiVersion: 'audit.k8s.io/v1',
      items: [record, { ...record, verb: undefined }, 5],
    }
    expect(items('kubernetes', list).map(({ ok }) => ok)).toEqual([true, false, false])
    expect(items('kubernetes', { kind: 'EventList', items: [] })).toEqual([])
  })

  it('reads who, whence, what and how it ended', () => {
    const { id, data } = event('kubernetes', record)
    expect(id).toMatch(/^0E9F9A3C-2b1d-4c55-9c3e-1f2a3b4c5d6e\/ResponseComplete\/[0-9a-f]{16}$/)
    expect(data.actor).toEqual({ user: { name: 'ann', groups: [{ name: 'admins' }] }, impersonated: { name: 'bob' } })
    expect(data.src_endpoint).toEqual({ ip: '10.0.0.1' })
    expect(data.resources).toEqual([{ type: 'secrets', namespace: 'prod', name: 'db' }])
    expect(data).toMatchObject({ status: 'Failure', status_code: '403', status_detail: 'forbidden', severity_id: 3 })
    expect(data.time).toBe(Date.UTC(2024, 2, 5, 12, 0, 0, 123))
  })

  it('gives each stage of a request its own identity', () => {
    expect(event('kubernetes', { ...record, stage: 'RequestReceived' }).id).not.toBe(event('kubernetes', record).id)
  })

  it('takes an upgraded connection for a success, and a request without an answer for unknown', () => {
    expect(event('kubernetes', { verb: 'create', responseStatus: { code: 101 } }).data.status).toBe('Success')
    expect(event('kubernetes', { verb: 'create' }).data.status).toBe('Unknown')
  })

  it('unwraps the diagnostic records of Azure', () => {
    expect(event('kubernetes', { properties: { log: JSON.stringify(record) } }).data.raw).toEqual(record)
    expect(reason('kubernetes', { properties: { log: '{' } })).toContain('verb is missing')
  })
})

describe('cloudtrail', () => {
  const record = {
    eventID: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
    eventName: 'ConsoleLogin',
    eventTime: '2024-03-05T12:00:00Z',
    sourceIPAddress: '192.0.2.1',
    userIdentity: { type: 'IAMUser', userName: 'ann', principalId: 'AIDA' },
    responseElements: { ConsoleLogin: 'Failure' },
  }

  it('finds the same event in a file, in an EventBridge event and alone', () => {
    const forms = [
      record,
      { Records: [record] },
      { 'detail-type': 'x', detail: record },
      [{ 'detail-type': 'x', detail: record }],
    ]
    expect(new Set(forms.map((form) => event('cloudtrail', form).id)).size).toBe(1)
    expect(event('cloudtrail', { 'detail-type': 'x', detail: record }).data.raw).toEqual(record)
  })

  it('reads a failed sign-in', () => {
    expect(event('cloudtrail', record).data).toMatchObject({ status: 'Failure', severity_id: 3, class_uid: 3002 })
  })

  it('reads an error code as a failure', () => {
    const { data } = event('cloudtrail', { eventName: 'GetObject', errorCode: 'NoSuchKey', errorMessage: 'gone' })
    expect(data).toMatchObject({ status: 'Failure', status_code: 'NoSuchKey', status_detail: 'gone', severity_id: 2 })
  })

  it('says what is missing', () => {
    expect(reason('cloudtrail', { eventTime: 'x' })).toContain('eventName is missing')
  })
})

describe('json', () => {
  it('finds the parts under the names that applications use', () => {
    const { data } = event('json', {
      event_type: 'user.login',
      created_at: '2024-03-05 12:00:00.000',
      actor: { email: 'ann@example.com', id: 7 },
      context: { ip_address: '192.0.2.1', user_agent: 'curl/8' },
      outcome: { result: 'DENY' },
    })
    expect(data).toMatchObject({
      activity_name: 'user.login',
      time: Date.UTC(2024, 2, 5, 12),
      actor: { user: { name: 'ann@example.com', uid: '7', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.1' },
      http_request: { user_agent: 'curl/8' },
      status: 'Failure',
      logsource: { product: 'json' },
    })
  })

  it('reads the field names of OCSF, which are its own', () => {
    const { data } = event('json', {
      time: 1709640000000,
      activity_name: 'Logon',
      class_uid: 3002,
      severity_id: 4,
      status: 'Success',
      actor: { user: { name: 'ann', uid: 'u1' } },
      src_endpoint: { ip: '::1' },
      resources: [{ name: 'db', type: 'database' }],
    })
    expect(data).toMatchObject({
      activity_name: 'Logon',
      time: 1709640000000,
      class_uid: 3002,
      severity_id: 4,
      status: 'Success',
      actor: { user: { name: 'ann', uid: 'u1' } },
      src_endpoint: { ip: '::1' },
      resources: [{ name: 'db', type: 'database' }],
    })
  })

  it('takes the log source from the record, else from the headers', () => {
    const headers = { 'x-auditflow-product': 'okta', 'x-auditflow-service': 'okta' }
    expect(event('json', { action: 'a' }, headers).data.logsource).toEqual({ product: 'okta', service: 'okta' })
    const own = { action: 'a', logsource: { product: 'zoom', category: 'c' } }
    expect(event('json', own).data.logsource).toEqual({ product: 'zoom', category: 'c' })
  })

  it('does not take an error that is false for a failure', () => {
    expect(event('json', { action: 'a', error: false }).data.status).toBe('Unknown')
    expect(event('json', { action: 'a', error: { code: 5 } }).data.status).toBe('Failure')
  })

  it('calls what nothing names Unknown', () => {
    expect(event('json', { user: 'ann' }).data.activity_name).toBe('Unknown')
  })

  it('reads a text as a message, and refuses what is neither that nor an object', () => {
    expect(event('json', ['disk full']).data).toMatchObject({
      activity_name: 'disk full',
      raw: { message: 'disk full' },
    })
    expect(reason('json', 5)).toBe('neither a JSON object nor a text')
    expect(reason('json', JSON.parse(`{"action":"a","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`))).toBe(
      'nested deeper than 256 levels',
    )
  })
})

describe('every source', () => {
  const words = [
    'action',
    'event',
    'type',
    'verb',
    'eventName',
    'user',
    'actor',
    'name',
    'id',
    'time',
    'detail',
    'message',
  ]
  const key = fc.oneof(fc.constantFrom(...words, '__proto__', 'constructor', 'items', 'Records', 'sender'), fc.string())
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, fc.jsonValue(), tie('object'), fc.array(tie('any'), { maxLength: 3 })),
    object: fc.dictionary(key, tie('any'), { maxKeys: 8 }),
  }))

  it('makes a valid event or gives a reason, whatever comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SOURCES.keys()), value.any, fc.boolean(), (name, body, isNamed) => {
        const json = JSON.parse(JSON.stringify(body))
        for (const item of items(name, json, isNamed ? { 'x-github-event': 'x' } : {})) {
          if (!item.ok) expect(item.reason).not.toBe('')
          else expect(AuditEvent.safeParse(item.event.data).error?.issues).toBeUndefined()
        }
      }),
      { numRuns: 500 },
    )
  })
})
