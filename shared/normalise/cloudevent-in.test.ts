import { describe, expect, it } from 'vitest'
import { AuditEvent } from '../events/audit-event.ts'
import { AUDIT_EVENT } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { normaliseCloudEvent } from './cloudevent-in.ts'

const receivedAtMs = Date.UTC(2026, 0, 1)
const context = { headers: new Headers(), receivedAtMs }
const event: CloudEvent = {
  specversion: '1.0',
  id: 'a-1',
  source: '/idp/eu',
  type: 'com.example.login',
  time: '2024-03-05T10:00:00.123+02:00',
  dataschema: 'https://example.com/schema',
  data: { user: 'ann', ip: '192.0.2.1' },
  extensions: { partitionkey: 'k1' },
}
const auditEvent: AuditEvent = {
  time: 1,
  activity_name: 'x',
  class_uid: 0,
  severity_id: 1,
  status: 'Success',
  actor: { user: {} },
  src_endpoint: {},
  resources: [],
  metadata: { version: '1.5.0', product: { name: 'x' } },
  logsource: { product: 'auditflow' },
  raw: null,
}

function made(given: CloudEvent) {
  const item = normaliseCloudEvent(given, context)
  if (!item.ok) throw new Error(item.reason)
  return item.event
}

function refused(given: CloudEvent) {
  const item = normaliseCloudEvent(given, context)
  return item.ok ? undefined : item
}

describe('normaliseCloudEvent', () => {
  it('keeps the identity, time and extensions of a foreign event and is named by its type', () => {
    const { id, source, type, time, dataschema, extensions, data } = made(event)
    expect({ id, source, type, time, dataschema, extensions }).toEqual({
      id: 'a-1',
      source: '/idp/eu',
      type: AUDIT_EVENT,
      time: event.time,
      dataschema: undefined,
      extensions: { partitionkey: 'k1' },
    })
    expect(data).toMatchObject({
      activity_name: 'com.example.login',
      actor: { user: { name: 'ann' } },
      raw: event.data,
    })
    expect(data.time).toBe(Date.UTC(2024, 2, 5, 8, 0, 0, 123))
    expect(AuditEvent.safeParse(data).success).toBe(true)
  })

  it('prefers the name in the data, and its time when the event came without one', () => {
    const time = new Date(receivedAtMs).toISOString()
    const { data } = made({ ...event, time, data: { action: 'login', time: '2024-03-05T12:00:00Z' } })
    expect(data.activity_name).toBe('login')
    expect(data.time).toBe(Date.UTC(2024, 2, 5, 12))
  })

  it.each([[null], ['text'], [5], [Buffer.from([1, 2])]])('accepts data that is no object: %j', (data) => {
    expect(AuditEvent.safeParse(made({ ...event, data }).data).success).toBe(true)
  })

  it('passes an AuditEvent on as it is', () => {
    const given = { ...event, type: AUDIT_EVENT, data: auditEvent }
    expect(made(given)).toEqual(given)
  })

  it('lists every fault of an AuditEvent with its path', () => {
    const data = { ...auditEvent, time: 'x', status: 'maybe', actor: {} }
    const item = refused({ ...event, type: AUDIT_EVENT, data })
    expect(item?.reason).toMatch(/data\.time: .*; data\.status: .*; data\.actor\.user: /)
    expect(item?.eventType).toBe(AUDIT_EVENT)
    expect(JSON.parse(item?.payload ?? '')).toMatchObject({ id: 'a-1', partitionkey: 'k1', data })
  })

  it('hashes an id of 10 kB and refuses attributes that no broker carries', () => {
    expect(made({ ...event, id: 'x'.repeat(10_000) }).id.length).toBeLessThan(200)
    expect(refused({ ...event, subject: 'x'.repeat(20_000) })?.reason).toContain('attributes')
  })

  it('refuses data nested too deep', () => {
    const data = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000))
    expect(refused({ ...event, data })?.reason).toBe('data: nested deeper than 256 levels')
  })

  it('reads a change of an Azure resource, which says when only on its event', () => {
    const time = '2026-03-01T10:00:00.000Z'
    const resourceUri = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w'
    const data = {
      claims: { appid: 'a' },
      operationName: 'Microsoft.Web/sites/write',
      resourceUri,
      status: 'Succeeded',
    }
    const { id, ...given } = made({ ...event, type: 'Microsoft.Resources.ResourceWriteSuccess', time, data })
    expect(id).toBe(event.id)
    expect(given.time).toBe(time)
    expect(given.data).toMatchObject({ time: Date.parse(time), activity_name: 'Microsoft.Web/sites/write' })
    expect((given.data as AuditEvent).metadata).not.toHaveProperty('time_note')
  })
})
