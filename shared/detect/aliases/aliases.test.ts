import { describe, expect, it } from 'vitest'
import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { compileRuleset, judge, parseRules } from '../index.ts'
import { anEvent, aRule } from '../testing.ts'

type Source = AuditEvent['logsource']

function found(logsource: Source, selection: unknown, raw: Json, exactNames = false): boolean {
  const doc = aRule({ logsource, detection: { selection, condition: 'selection' } })
  const ruleset = compileRuleset(parseRules([{ file: 'a.yml', doc }]), { exactNames })
  return judge(ruleset, anEvent({ logsource, raw })).matches.length === 1
}

const AUDIT: Source = { product: 'azure', service: 'auditlogs' }
const AUTH0: Source = { product: 'auth0' }
const SIGN_IN: Source = { product: 'azure', service: 'signinlogs' }
const GCP: Source = { product: 'gcp', service: 'gcp.audit' }
const ADMIN: Source = { product: 'gcp', service: 'google_workspace.admin' }
const KUBERNETES: Source = { product: 'kubernetes', service: 'audit' }
const M365_AUDIT: Source = { product: 'm365', service: 'audit' }
const M365_ALERT: Source = { product: 'm365', service: 'threat_management' }

const changed = { targetResources: [{ modifiedProperties: [{ displayName: 'State', newValue: 'off' }] }] }
const setting = [
  { name: 'SETTING_NAME', value: 'Access' },
  { name: 'NEW_VALUE', value: 'false' },
  { name: 'OLD_VALUE', value: 'true' },
]

it.each<[Source, Record<string, unknown>, Json, boolean]>([
  [AUDIT, { 'properties.message': 'Add user' }, { operationName: 'Add user', properties: {} }, true],
  [AUDIT, { 'properties.message': 'Add user' }, { operationName: 'Add user', properties: { message: 'x' } }, false],
  [AUDIT, { Category: 'Policy' }, { category: 'AuditLogs', properties: { category: 'Policy' } }, true],
  [AUDIT, { 'TargetResources.ModifiedProperties.NewValue': 'off' }, { properties: changed }, true],
  [AUDIT, { 'TargetResources.ModifiedProperties.NewValue': 'off' }, changed, true],
  [AUDIT, { 'properties.targetResources.modifiedProperties.newValue': 'off' }, changed, true],
  [AUDIT, { 'Initiatied.By': 'ann' }, { properties: { initiatedBy: { user: { userPrincipalName: 'Ann' } } } }, true],
  [AUDIT, { OperationName: null }, { operationName: 'x' }, false],
  [AUDIT, { a: 'x' }, { A: 'y', a: 'x' }, true],
  [AUDIT, { a: 'y' }, { A: 'y', a: 'x' }, false],
  [AUDIT, { aa: 'y' }, { AA: 'x', Aa: 'y' }, true],
  [AUDIT, { Constructor: '*' }, {}, false],
  [AUTH0, { 'data.type': 'sapi' }, { log_id: '1', type: 'sapi' }, true],
  [AUTH0, { type: 'sapi' }, { log_id: '1', data: { type: 'sapi' } }, true],
  [SIGN_IN, { location: 'RU' }, { properties: { location: { countryOrRegion: 'RU' } } }, true],
  [SIGN_IN, { location: 'RU' }, { location: 'US', properties: { location: { countryOrRegion: 'RU' } } }, false],
  [SIGN_IN, { 'DeviceDetail.deviceId': '' }, { properties: { deviceDetail: { deviceId: '' } } }, true],
  [SIGN_IN, { ResultType: 50053 }, { properties: { status: { errorCode: 50053 } } }, true],
  [GCP, { 'gcp.audit.method_name': 'v*.Delete' }, { protoPayload: { methodName: 'v1.delete' } }, true],
  [GCP, { 'data.protoPayload.resource.type': 'k8s' }, { resource: { type: 'k8s' } }, true],
  [GCP, { 'Resource.type': 'k8s' }, { resource: { type: 'k8s' } }, false],
  [ADMIN, { eventService: 'admin.googleapis.com' }, { id: { applicationName: 'admin' } }, true],
  [ADMIN, { eventService: 'admin.googleapis.com' }, { protoPayload: { serviceName: 'admin.googleapis.com' } }, true],
  [ADMIN, { eventName: 'X' }, { events: [{ name: 'w' }, { name: 'x' }] }, true],
  [ADMIN, { setting_name: 'Access', new_value: 'false' }, { events: [{ parameters: setting }] }, true],
  [ADMIN, { new_value: 'true' }, { events: [{ parameters: setting }] }, false],
  [ADMIN, { new_value: 'false' }, { protoPayload: { metadata: { event: [{ parameter: setting }] } } }, true],
  [
    ADMIN,
    { new_value: 'false' },
    { protoPayload: { metadata: { event: [{ parameter: [] }] } }, events: [{ parameters: setting }] },
    true,
  ],
  [KUBERNETES, { apiGroup: 'apps' }, { objectRef: { apiGroup: 'apps' } }, true],
  [KUBERNETES, { hostPath: '*' }, { requestObject: { spec: { volumes: [{ hostPath: { path: '/' } }] } } }, true],
  [KUBERNETES, { hostPath: '*' }, { requestObject: { spec: { volumes: [{ emptyDir: {} }] } } }, false],
  [M365_AUDIT, { operation: 'set-mailbox' }, { Operation: 'Set-Mailbox' }, true],
  [M365_AUDIT, { RequestType: 'Cmsi' }, { ExtendedProperties: [{ Name: 'RequestType', Value: 'Cmsi' }] }, true],
  [M365_ALERT, { eventSource: 'S', eventName: 'Alert' }, { Workload: 'S', Name: 'Alert', Operation: 'o' }, true],
  [{ product: 'aws', service: 'cloudtrail' }, { eventname: 'x' }, { eventName: 'x' }, false],
])('a rule of %j with %j on %j: %j', (logsource, selection, raw, expected) => {
  expect(found(logsource, selection, raw)).toBe(expected)
})

describe('a ruleset of exact names', () => {
  it('looks a field up under its own name only', () => {
    const raw = { protoPayload: { methodName: 'x' } }
    expect(found(GCP, { 'gcp.audit.method_name': 'x' }, raw, true)).toBe(false)
    expect(found(GCP, { 'protoPayload.methodName': 'x' }, raw, true)).toBe(true)
  })
})

it('names the field of a match as the rule does', () => {
  const doc = aRule({ logsource: GCP, detection: { s: { 'gcp.audit.method_name': 'x' }, condition: 's' } })
  const event = anEvent({ logsource: GCP, raw: { protoPayload: { methodName: 'X' } } })
  const [match] = judge(compileRuleset(parseRules([{ file: 'a.yml', doc }])), event).matches
  expect(match?.because).toEqual([{ selection: 's', field: 'gcp.audit.method_name', value: 'X' }])
})

it('looks a field up in a record nested thousands deep', () => {
  let raw: Json = { Deep: 1 }
  for (let i = 0; i < 20_000; i++) raw = [raw]
  expect(found(AUDIT, { deep: 1 }, raw)).toBe(true)
})
