import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { azureActivity } from './azure-activity.ts'

const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }

function event(body: Json) {
  const [item] = normalise(azureActivity, structuredClone(body), context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const SITE = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/shop'
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'
const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier'

const streamed = {
  time: '2026-02-03T04:05:06.7891234Z',
  resourceId: SITE.toUpperCase(),
  operationName: 'MICROSOFT.WEB/SITES/WRITE',
  category: 'Administrative',
  resultType: 'Success',
  resultSignature: 'Succeeded.Created',
  callerIpAddress: '192.0.2.7',
  correlationId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  identity: {
    authorization: { evidence: { role: 'Owner', principalType: 'User', principalId: '26be' } },
    claims: { [`${CLAIMS}upn`]: 'ann@example.com', name: 'Ann', [OBJECT_ID]: '26be570a' },
  },
  level: 'Informational',
}
const listed = {
  eventDataId: '44ade6b4-3813-45e6-ae27-7420a95fa2f8',
  correlationId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  operationId: 'b2c3d4e5-f607-8901-bcde-f12345678901',
  eventTimestamp: '2026-02-03T04:05:06.7891234Z',
  operationName: { value: 'Microsoft.Web/sites/write', localizedValue: 'Update website' },
  category: { value: 'Administrative' },
  status: { value: 'Failed' },
  subStatus: { value: 'Forbidden' },
  caller: 'ann@example.com',
  claims: { appid: 'app-1' },
  httpRequest: { clientIpAddress: '192.0.2.7', method: 'PUT' },
  resourceId: SITE,
  level: 'Error',
}
const changed = {
  eventTime: '2026-02-03T04:05:06Z',
  correlationId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
  claims: { appid: 'app-1' },
  operationName: 'Microsoft.Web/sites/write',
  resourceUri: SITE,
  status: 'Succeeded',
  httpRequest: { clientIpAddress: '192.0.2.7' },
}

describe('azure-activity', () => {
  it('reads what Azure Monitor streams', () => {
    const { source, data } = event({ records: [streamed] })
    expect(source).toBe('/sources/azure-activity')
    expect(data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6, 789),
      activity_name: 'MICROSOFT.WEB/SITES/WRITE',
      class_uid: 6003,
      status: 'Success',
      status_code: 'Succeeded.Created',
      severity_id: 1,
      actor: { user: { name: 'ann@example.com', uid: '26be570a', type: 'User', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.7' },
      resources: [{ type: 'MICROSOFT.WEB/SITES', name: 'SHOP', uid: SITE.toUpperCase() }],
      logsource: { product: 'azure', service: 'activitylogs' },
    })
  })

  it("reads what the activity log's API lists", () => {
    const { id, data } = event({ value: [listed], nextLink: 'https://management.azure.com/next' })
    expect(id.startsWith(`${listed.correlationId}|${listed.operationId}|${listed.eventDataId}/`)).toBe(true)
    expect(data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6, 789),
      activity_name: 'Microsoft.Web/sites/write',
      status: 'Failure',
      status_code: 'Forbidden',
      severity_id: 3,
      actor: { user: { name: 'ann@example.com', uid: 'app-1' } },
      src_endpoint: { ip: '192.0.2.7' },
      resources: [{ type: 'Microsoft.Web/sites', name: 'shop' }],
      metadata: { uid: listed.eventDataId },
    })
  })

  it('reads what Event Grid tells, its time too', () => {
    const { eventTime, ...data } = changed
    const type = 'Microsoft.Resources.ResourceWriteSuccess'
    const made = event([{ id: '1', topic: '/t', subject: SITE, eventType: type, eventTime, data, dataVersion: '2' }])
    expect(made.data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6),
      activity_name: 'Microsoft.Web/sites/write',
      status: 'Success',
      actor: { user: { name: 'app-1', uid: 'app-1' } },
    })
  })

  it.each([
    ['/subscriptions/s/resourceGroups/g', 'Microsoft.Resources/subscriptions/resourceGroups', 'g'],
    [`${SITE}/slots/blue`, 'Microsoft.Web/sites/slots', 'blue'],
    [`${SITE}/providers/Microsoft.Authorization/locks/keep`, 'Microsoft.Authorization/locks', 'keep'],
    ['/', 'Microsoft.Resources', '/'],
  ])('reads the resource %s', (resourceId, type, name) => {
    expect(event({ ...streamed, resourceId }).data.resources).toEqual([{ type, name, uid: resourceId }])
  })

  it.each([
    ['Succeeded', 'Success'],
    ['Failed', 'Failure'],
    ['Failure', 'Failure'],
    ['Start', 'Unknown'],
    ['Accepted', 'Unknown'],
    ['Active', 'Unknown'],
  ])('reads the result %s', (resultType, status) => {
    expect(event({ ...streamed, resultType }).data.status).toBe(status)
  })

  it('counts what changes rights as access management', () => {
    const operationName = 'MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE'
    expect(event({ ...streamed, operationName }).data.class_uid).toBe(3005)
  })

  it('tells the stages of one request apart, and knows one again', () => {
    const ids = [
      streamed,
      { ...streamed, resultType: 'Start' },
      { ...streamed, time: '2026-02-03T04:05:06.7891235Z' },
      { ...streamed, properties: { requestbody: '{}' } },
      { ...streamed, operationName: 'MICROSOFT.WEB/SITES/DELETE' },
    ].map((record) => event(record).id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(event(streamed).id).toBe(ids[0])
  })

  it.each([
    [streamed, 'azure-activity'],
    [listed, 'azure-activity'],
    [changed, 'azure-activity'],
    [{ ...streamed, category: 'AuditEvent' }, 'json'],
    [{ ...streamed, resourceId: 'shop' }, 'json'],
    [{ operationName: 'x', category: 'Security' }, 'json'],
    [{ operationName: 'x', resourceId: SITE }, 'json'],
  ])('recognises %j as %s', (record, source) => {
    expect(recognise(undefined, record as JsonObject, context.headers).name).toBe(source)
  })

  it('says what is missing', () => {
    const [item] = normalise(azureActivity, { category: 'Administrative' }, context)
    expect(item?.ok === false && item.reason).toContain('operationName is missing')
  })

  it.each([
    [{ operationName: 'x', resourceId: [], identity: 5, claims: 'x', properties: [], time: {}, correlationId: {} }],
    [{ operationName: { value: 'x' }, status: { value: {} }, authorization: { scope: 5, evidence: null } }],
  ])('makes an event of the hostile %j', (record) => {
    expect(event(record as Json).data).toMatchObject({ activity_name: 'x', status: 'Unknown' })
  })
})
