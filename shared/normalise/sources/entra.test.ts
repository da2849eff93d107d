import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { entra } from './entra.ts'

const context = { headers: new Headers(), receivedAtMs: Date.UTC(2026, 0, 1) }

function event(body: Json) {
  const [item] = normalise(entra, structuredClone(body), context)
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event
}

const streamed = (category: string, operationName: string, properties: JsonObject): JsonObject => ({
  time: '2026-02-03T04:05:06.7891234Z',
  resourceId: '/tenants/0b1c2d3e-0000-4000-8000-000000000000/providers/Microsoft.aadiam',
  operationName,
  category,
  properties,
})

const bareSignIn = {
  id: '66ea54eb-6301-4ee5-be62-ff5a759b0100',
  createdDateTime: '2026-02-03T04:05:06Z',
  userPrincipalName: 'ann@example.com',
  userId: '26be570a-ae82-4189-b4e2-a37c6808512d',
  appId: 'de8bc8b5-d9f9-48b1-a8ad-b748da725064',
  appDisplayName: 'Graph explorer',
  resourceDisplayName: 'Microsoft Graph',
  ipAddress: '192.0.2.7',
  userAgent: 'Firefox',
  riskState: 'none',
  riskDetail: 'none',
  riskLevelAggregated: 'none',
  status: { errorCode: 50126, failureReason: 'Invalid username or password.' },
  location: { city: 'Lund', countryOrRegion: 'SE', geoCoordinates: { latitude: 55.7, longitude: 13.2 } },
}
const bareAudit = {
  id: 'Directory_504a302d-4ddc-4cd4-a86f-52ce_J3SKA_12345',
  activityDisplayName: 'Add member to role',
  activityDateTime: '2026-02-03T04:05:06Z',
  loggedByService: 'Core Directory',
  result: 'success',
  initiatedBy: { user: { id: '26be', userPrincipalName: 'ann@example.com', ipAddress: '192.0.2.7' } },
  targetResources: [
    { id: 't1', type: 'User', userPrincipalName: 'eve@example.com', modifiedProperties: [{ newValue: '"Admin"' }] },
    { id: 't2', type: 'Role', displayName: 'Global Administrator' },
  ],
}
const bareRisk = {
  id: '6a5874ca-abcd-9d82-5ad3-9f2b1c3d4e5f',
  riskEventType: 'unlikelyTravel',
  riskState: 'atRisk',
  riskLevel: 'high',
  riskDetail: 'none',
  activity: 'signin',
  ipAddress: '192.0.2.7',
  activityDateTime: '2026-02-03T04:05:06Z',
  userPrincipalName: 'ann@example.com',
}
const service = (name: string) => ({ product: 'azure', service: name })

describe('the sign-ins of entra', () => {
  it('are read as Microsoft Graph gives them', () => {
    const { id, source, data } = event(bareSignIn)
    expect(source).toBe('/sources/entra')
    expect(id.startsWith(`${bareSignIn.id}/`)).toBe(true)
    expect(data).toMatchObject({
      time: Date.UTC(2026, 1, 3, 4, 5, 6),
      activity_name: 'Sign-in activity',
      class_uid: 3002,
      severity_id: 3,
      status: 'Failure',
      status_code: '50126',
      status_detail: 'Invalid username or password.',
      actor: { user: { name: 'ann@example.com', uid: bareSignIn.userId, type: 'User', email_addr: 'ann@example.com' } },
      src_endpoint: { ip: '192.0.2.7', location: { country: 'SE', city: 'Lund', lat: 55.7, long: 13.2 } },
      http_request: { user_agent: 'Firefox' },
      resources: [
        { type: 'application', name: 'Graph explorer', uid: bareSignIn.appId },
        { type: 'resource', name: 'Microsoft Graph' },
      ],
      metadata: { uid: bareSignIn.id },
      logsource: service('signinlogs'),
    })
  })

  it('are the same events when Azure Monitor streams them', () => {
    const other = event({ ...streamed('SignInLogs', 'Sign-in activity', bareSignIn), resultType: '50126' })
    expect(other.id).toBe(event(bareSignIn).id)
    expect(other.data.time).toBe(Date.UTC(2026, 1, 3, 4, 5, 6, 789))
  })

  it.each([
    ['0', 'Success'],
    ['Success', 'Success'],
    ['50074', 'Failure'],
    [undefined, 'Unknown'],
  ])('end by the result %j where the status is not given', (resultType, status) => {
    const { status: _, ...properties } = bareSignIn
    const record = streamed('NonInteractiveUserSignInLogs', 'Sign-in activity', properties)
    expect(event(resultType === undefined ? record : { ...record, resultType }).data.status).toBe(status)
  })

  it('of applications name their service principal', () => {
    const properties = {
      id: bareSignIn.id,
      userId: '00000000-0000-0000-0000-000000000000',
      servicePrincipalId: 'sp-1',
      servicePrincipalName: 'deploy',
    }
    const { data } = event(streamed('ServicePrincipalSignInLogs', 'Sign-in activity', properties))
    expect(data.actor.user).toEqual({ name: 'deploy', uid: 'sp-1', type: 'ServicePrincipal' })
    expect(data.logsource).toEqual(service('signinlogs'))
  })

  it('are as grave as the risk that Entra sees', () => {
    const calm = { ...bareSignIn, status: { errorCode: 0 } }
    expect(event(calm).data.severity_id).toBe(1)
    expect(event({ ...calm, riskLevelDuringSignIn: 'high' }).data.severity_id).toBe(4)
  })
})

describe('the audit logs of entra', () => {
  it('are read as Microsoft Graph gives them, and are the same events when streamed', () => {
    const { id, data } = event(bareAudit)
    expect(data).toMatchObject({
      activity_name: 'Add member to role',
      class_uid: 3005,
      status: 'Success',
      actor: { user: { name: 'ann@example.com', uid: '26be', type: 'User' } },
      src_endpoint: { ip: '192.0.2.7' },
      resources: [
        { type: 'User', name: 'eve@example.com', uid: 't1' },
        { type: 'Role', name: 'Global Administrator', uid: 't2' },
      ],
      logsource: service('auditlogs'),
    })
    expect(event(streamed('AuditLogs', 'Add member to role', bareAudit)).id).toBe(id)
  })

  it('tell apart by what became of the target what bears one id', () => {
    const [user, role] = bareAudit.targetResources
    const other = { ...bareAudit, targetResources: [{ ...user, modifiedProperties: [{ newValue: '"Reader"' }] }, role] }
    expect(event(other as Json).id).not.toBe(event(bareAudit).id)
  })

  it('name an application that made the change', () => {
    const initiatedBy = { app: { displayName: 'Sync', servicePrincipalId: 'sp-1' } }
    expect(event({ ...bareAudit, initiatedBy }).data.actor.user).toEqual({
      name: 'Sync',
      uid: 'sp-1',
      type: 'Application',
    })
  })

  it('say how it failed and whence, where only the details say so', () => {
    const { data } = event({
      ...bareAudit,
      result: 'failure',
      resultReason: 'Insufficient privileges',
      initiatedBy: { user: { displayName: 'Ann' } },
      additionalDetails: [
        { key: 'User-Agent', value: 'Client' },
        { key: 'ipaddr', value: '192.0.2.8' },
      ],
    })
    expect(data).toMatchObject({ status: 'Failure', severity_id: 3, status_detail: 'Insufficient privileges' })
    expect(data.actor.user).toEqual({ name: 'Ann', type: 'User' })
    expect([data.src_endpoint.ip, data.http_request?.user_agent]).toEqual(['192.0.2.8', 'Client'])
  })
})

describe('the risks of entra', () => {
  it.each<[string, Json, string, string]>([
    ['of Graph', bareRisk, 'unlikelyTravel', 'riskdetection'],
    ['streamed', streamed('UserRiskEvents', 'User Risk Detection', bareRisk), 'unlikelyTravel', 'riskdetection'],
    [
      'of a user',
      { id: 'u', riskState: 'atRisk', riskLevel: 'high', riskDetail: 'none', userPrincipalName: 'ann@example.com' },
      'Risky user',
      'riskdetection',
    ],
    [
      'of a role',
      { riskEventType: 'noMfaOnRoleActivationAlertIncident', riskLevel: 'high', userPrincipalName: 'ann@example.com' },
      'noMfaOnRoleActivationAlertIncident',
      'pim',
    ],
  ])('%s are told apart', (_, record, activity, wanted) => {
    const { data } = event(record)
    expect(data).toMatchObject({
      activity_name: activity,
      severity_id: 4,
      status: 'Unknown',
      logsource: service(wanted),
    })
    expect(data.actor.user.name).toBe('ann@example.com')
    expect(recognise(undefined, record as JsonObject, context.headers)).toBe(entra)
  })

  it('come again when their state changes', () => {
    expect(event({ ...bareRisk, riskState: 'dismissed' }).id).not.toBe(event(bareRisk).id)
  })

  it('of a role may be known by their type alone', () => {
    const record = { '@odata.type': '#microsoft.graph.staleSignInAlertIncident', id: 'a', assigneeDisplayName: 'Ann' }
    expect(event(record).data).toMatchObject({ activity_name: 'staleSignInAlertIncident', logsource: service('pim') })
  })
})

describe('entra', () => {
  it.each([
    [bareSignIn, 'entra'],
    [bareAudit, 'entra'],
    [streamed('AuditLogs', 'x', {}), 'entra'],
    [{ category: 'SignInLogs', operationName: 'Sign-in activity', properties: {} }, 'entra'],
    [{ ...streamed('Administrative', 'x', {}), resourceId: '/subscriptions/s' }, 'azure-activity'],
    [{ activityDisplayName: 'x', user: 'ann' }, 'json'],
    [{ createdDateTime: '2026-01-01', status: { errorCode: 0 } }, 'json'],
    [{ riskLevel: 'high', riskState: 'open' }, 'json'],
    [{ category: 'AuditLogs', properties: 'x' }, 'json'],
  ])('recognises %j as %s', (record, source) => {
    expect(recognise(undefined, record as JsonObject, context.headers).name).toBe(source)
  })

  it('says what is missing', () => {
    const [item] = normalise(entra, { category: 'AuditLogs', properties: {} }, context)
    expect(item?.ok === false && item.reason).toContain('operationName is missing')
  })

  it.each([
    [streamed('SignInLogs', 'x', { status: 5, location: 'SE', userPrincipalName: {}, appId: [] })],
    [streamed('AuditLogs', 'x', { initiatedBy: 5, targetResources: [null, 5], additionalDetails: 'x', result: {} })],
    [streamed('UserRiskEvents', 'x', { riskLevel: '__proto__', riskState: [], activity: {} })],
    [{ ...streamed('AuditLogs', 'x', {}), time: {}, callerIpAddress: ['a'], resultType: [] }],
  ])('makes an event of the hostile %j', (record) => {
    expect(event(record).data).toMatchObject({ activity_name: 'x', severity_id: 1, status: 'Unknown' })
  })
})
