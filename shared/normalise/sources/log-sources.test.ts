import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../record.ts'
import { SOURCES } from './index.ts'
import { LOG_SOURCES } from './log-sources.ts'

const RECORDS: [source: string, record: JsonObject, headers: Record<string, string>][] = [
  [
    'cloudtrail',
    { eventVersion: '1.08', eventID: 'e', eventName: 'A', eventSource: 's', eventTime: '2026-01-01T00:00:00Z' },
    {},
  ],
  ['github', { action: 'repo.create', actor: 'ann', '@timestamp': 1, _document_id: 'd' }, {}],
  [
    'github',
    { action: 'created', sender: { login: 'ann' } },
    { 'x-github-event': 'repository', 'x-github-delivery': 'd' },
  ],
  [
    'kubernetes',
    { kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'a', stage: 'ResponseComplete', verb: 'get' },
    {},
  ],
  ['gcp', { protoPayload: { methodName: 'a' } }, {}],
  ['google-workspace', { id: { applicationName: 'admin' }, events: [{ name: 'a' }] }, {}],
  ['google-workspace', { id: { applicationName: 'login' }, events: [{ name: 'a' }] }, {}],
  ['entra', { category: 'SignInLogs', properties: {} }, {}],
  ['entra', { category: 'AuditLogs', operationName: 'a', properties: {} }, {}],
  ['entra', { category: 'UserRiskEvents', properties: {} }, {}],
  ['entra', { riskEventType: 'staleSignInAlertIncident' }, {}],
  ['azure-activity', { operationName: 'a' }, {}],
  ['m365', { Operation: 'a' }, {}],
  ['m365', { Operation: 'a', Workload: 'SecurityComplianceCenter' }, {}],
  ['m365', { Operation: 'a', Workload: 'SecurityComplianceCenter', Name: 'Activity from suspicious IP addresses' }, {}],
  ['json', { action: 'a' }, {}],
]

describe('the log sources of the adapters', () => {
  it('are those that the adapters give', () => {
    const given = RECORDS.map(([source, record, headers]) => {
      const made = SOURCES.get(source)!.normalise(record, { headers: new Headers(headers), receivedAtMs: 0 })
      return 'reason' in made ? made.reason : made.data.logsource
    })
    expect(given).toHaveLength(LOG_SOURCES.length)
    expect(given).toEqual(expect.arrayContaining([...LOG_SOURCES]))
    expect(new Set(RECORDS.map(([source]) => source))).toEqual(new Set(SOURCES.keys()))
  })
})
