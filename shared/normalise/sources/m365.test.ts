import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { m365 } from './m365.ts'

const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }

function event(body: Json) {
  const [item] = normalise(m365, structuredClone(body), context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const shared = {
  Id: '7f3f0c0a-1b2c-4d3e-9f40-516273849506',
  CreationTime: '2026-02-03T04:05:06',
  Operation: 'AddedToSecureLink',
  OrganizationId: '0b1c2d3e',
  RecordType: 14,
  UserId: 'ann@example.com',
  UserKey: 'i:0h.f|membership|1003@live.com',
  UserType: 0,
  Workload: 'OneDrive',
  ClientIP: '[2001:db8::7]:443',
  UserAgent: 'Firefox',
  ItemType: 'File',
  ObjectId: 'https://example.sharepoint.com/plan.docx',
  TargetUserOrGroupName: 'eve@example.com',
  TargetUserOrGroupType: 'Guest',
}
const login = {
  Id: '8f3f0c0a-1b2c-4d3e-9f40-516273849506',
  CreationTime: '2026-02-03T04:05:06',
  Operation: 'UserLoginFailed',
  RecordType: 15,
  ResultStatus: 'Success',
  LogonError: 'InvalidUserNameOrPassword',
  UserId: 'ann@example.com',
  UserKey: 'Not Available',
  UserType: 2,
  Workload: 'AzureActiveDirectory',
  ActorIpAddress: '192.0.2.7',
  ExtendedProperties: [{ Name: 'UserAgent', Value: 'Firefox' }],
}
const alert = {
  id: 'da637551227677560813_-961444813',
  '@odata.type': '#microsoft.graph.security.alert',
  title: 'Suspicious inbox forwarding',
  severity: 'high',
  status: 'new',
  serviceSource: 'microsoftDefenderForOffice365',
  createdDateTime: '2026-02-03T04:05:06Z',
  evidence: [
    { ipAddress: '192.0.2.7' },
    { userAccount: { userPrincipalName: 'ann@example.com', azureAdUserId: '26be' } },
    { deviceDnsName: 'pc-7' },
  ],
}
const service = (name: string) => ({ product: 'm365', service: name })

describe('m365', () => {
  it('reads a record of the unified audit log', () => {
    const { id, source, data } = event(shared)
    expect(source).toBe('/sources/m365')
    expect(id.startsWith(`${shared.Id}/`)).toBe(true)
    expect(data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6),
      activity_name: 'AddedToSecureLink',
      status: 'Success',
      actor: { user: { name: 'ann@example.com', uid: shared.UserKey, type: 'Regular', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '2001:db8::7' },
      http_request: { user_agent: 'Firefox' },
      resources: [
        { type: 'File', name: shared.ObjectId },
        { type: 'Guest', name: 'eve@example.com' },
      ],
      metadata: { uid: shared.Id },
      logsource: service('audit'),
    })
  })

  it('knows the same record again in the text of a search', () => {
    const found = { RecordType: 14, CreationDate: '2026-02-03', UserIds: 'ann', AuditData: JSON.stringify(shared) }
    expect(event(found).id).toBe(event(shared).id)
    expect(event(found).data.raw).toEqual(shared)
  })

  it('knows a failed login by its operation, not by its status', () => {
    const { data } = event(login)
    expect(data).toMatchObject({
      class_uid: 3002,
      status: 'Failure',
      severity_id: 3,
      status_detail: 'InvalidUserNameOrPassword',
      src_endpoint: { ip: '192.0.2.7' },
      http_request: { user_agent: 'Firefox' },
    })
    expect(data.actor.user).toEqual({ name: 'ann@example.com', type: 'Admin', email_addr: 'ann@example.com' })
  })

  it('does not take a failover for a failure', () => {
    expect(event({ ...shared, Operation: 'Set-FailoverPolicy' }).data.status).toBe('Success')
  })

  it.each([
    ['True', 'Success'],
    ['Succeeded', 'Success'],
    ['PartiallySucceeded', 'Success'],
    ['False', 'Failure'],
    ['Failed', 'Failure'],
    ['Pending', 'Unknown'],
    [undefined, 'Success'],
  ])('reads the status %j', (ResultStatus, status) => {
    const record = ResultStatus === undefined ? shared : { ...shared, ResultStatus }
    expect(event(record).data.status).toBe(status)
  })

  it('reads names in lower case', () => {
    const lower = Object.fromEntries(Object.entries(shared).map(([key, value]) => [key.toLowerCase(), value]))
    expect(recognise(undefined, lower as JsonObject, context.headers)).toBe(m365)
    const { raw: _, ...data } = event(lower).data
    const { raw: __, ...wanted } = event(shared).data
    expect(data).toEqual(wanted)
  })

  it.each([
    ['Exchange', 'Set-Mailbox', 'audit'],
    ['SecurityComplianceCenter', 'Impossible travel activity', 'threat_management'],
    ['SecurityComplianceCenter', 'Activity from suspicious IP addresses', 'threat_detection'],
  ])('gives %s, %s to %s', (Workload, Name, wanted) => {
    const { data } = event({ ...shared, Workload, Name, Severity: 'High' })
    expect([data.logsource, data.severity_id]).toEqual([service(wanted), 4])
  })

  it('reads an alert of Defender', () => {
    const { data } = event({ value: [alert] })
    expect(data).toMatchObject({
      activity_name: 'Suspicious inbox forwarding',
      status: 'Unknown',
      status_code: 'new',
      severity_id: 4,
      actor: { user: { name: 'ann@example.com', uid: '26be', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.7' },
      logsource: service('threat_management'),
    })
    expect(data.resources).toContainEqual({ type: 'device', name: 'pc-7' })
    expect(event({ ...alert, status: 'resolved' }).id).not.toBe(event(alert).id)
  })

  it.each([
    [shared, 'm365'],
    [alert, 'm365'],
    [{ title: 'x', serviceSource: 'y', detectionSource: 'z' }, 'm365'],
    [{ Operation: 'x', CreationTime: '2026-02-03' }, 'json'],
    [{ Operation: 'x', Workload: 'y' }, 'json'],
    [{ title: 'x', serviceSource: 'y' }, 'json'],
  ])('recognises %j as %s', (record, source) => {
    expect(recognise(undefined, record as JsonObject, context.headers).name).toBe(source)
  })

  it('says what is missing', () => {
    const [item] = normalise(m365, { CreationTime: '2026-02-03', Workload: 'x' }, context)
    expect(item?.ok === false && item.reason).toContain('Operation is missing')
  })

  it.each([
    [{ Operation: 'x', CreationTime: [], UserId: {}, UserType: 99, ExtendedProperties: [null, 5], ClientIP: {} }],
    [{ Operation: 'x', UserType: '__proto__', Severity: '__proto__', ObjectId: [], ResultStatus: {} }],
    [{ ...alert, title: 'x', evidence: [null, 5, { userAccount: 'x' }, { fileDetails: [] }], severity: {} }],
  ])('makes an event of the hostile %j', (record) => {
    expect(event(record as Json).data).toMatchObject({ activity_name: 'x', severity_id: 1 })
  })
})
