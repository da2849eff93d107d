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
  ['linux', { message: 'web-1 sshd[1]: x' }, {}],
  ['linux', { message: 'web-1 acme[1]: x' }, {}],
  ['linux', { message: 'web-1 vsftpd[1]: x' }, {}],
  ['linux', { message: 'web-1 guacd[1]: x' }, {}],
  ['linux', { message: 'web-1 clamd[1]: x' }, {}],
  ['auditd', { message: 'type=EOE msg=audit(1.2:3):' }, {}],
  ['cisco', { message: '1: Feb 17 13:40:03: %SYS-5-CONFIG_I: x' }, {}],
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
