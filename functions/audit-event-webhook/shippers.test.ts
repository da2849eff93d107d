import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { send } from './test-requests.ts'

const PAGE = readFileSync('functions/audit-event-webhook/sources/shippers.md', 'utf8')
const blockAfter = (title: string) => PAGE.split(`\n## ${title}\n`)[1]?.split('\n## ')[0]?.split('```')[1] ?? ''
const yamlAfter = (title: string) => parse(blockAfter(title).replace(/^yaml/, ''))

/** Content types: of Vector and Fluent Bit by their formats, of rsyslog by its settings, or TEXT by itself. */
const NDJSON = 'application/x-ndjson'
const TEXT = 'text/plain'

const SSHD = 'Jan  1 11:59:58 web-1 sshd[42]: Failed password for invalid user eve from 192.0.2.1 port 4242 ssh2'
const SSHD_MESSAGE = 'Failed password for invalid user eve from 192.0.2.1 port 4242 ssh2'
const SYSCALL =
  'type=SYSCALL msg=audit(1767268798.123:42): arch=c000003e syscall=257 success=yes exit=3 auid=1000 uid=0 comm="cat" key="shadow"'
const PATH = 'type=PATH msg=audit(1767268798.123:42): item=0 name="/etc/shadow" inode=1 nametype=NORMAL'
const OTHER =
  'type=USER_LOGIN msg=audit(1767268799.000:43): pid=7 uid=0 auid=1000 msg=\'op=login acct="ann" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.1 res=success\''
const KUBERNETES = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: '6f1c2a34-5b67-4c89-9d01-23456789abcd',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/prod/secrets/db',
  verb: 'delete',
  user: { username: 'ann' },
  sourceIPs: ['192.0.2.1'],
  objectRef: { resource: 'secrets', namespace: 'prod', name: 'db', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-01-01T11:59:58.000000Z',
  stageTimestamp: '2026-01-01T11:59:58.500000Z',
}
const JOURNAL = {
  _BOOT_ID: '00112233445566778899aabbccddeeff',
  _MACHINE_ID: 'c36e9ea52800a19d214cb71b53263a28',
  _TRANSPORT: 'syslog',
  _PID: '42',
  _UID: '0',
  _COMM: 'sshd',
  _SYSTEMD_UNIT: 'ssh.service',
  PRIORITY: '6',
  SYSLOG_FACILITY: '4',
  SYSLOG_IDENTIFIER: 'sshd',
}
const CURSOR = 's=6ed1c0f1a2b34e5f8a9b0c1d2e3f4a5b;i=4d2;b=00112233445566778899aabbccddeeff;m=1;t=6;x=7'
const COLLECTED = '2026-01-01T12:00:01.123456789Z'
const vectorFile = (file: string, message: string) => ({
  file,
  host: 'web-1',
  message,
  source_type: 'file',
  timestamp: COLLECTED,
})
/** Its last record ends without a newline. */
const vectorLines = (...records: object[]) => records.map((record) => JSON.stringify(record)).join('\n')
const fluentLines = (...records: object[]) =>
  records.map((record) => `${JSON.stringify({ date: '2026-01-01T12:00:01.123456Z', ...record })}\n`).join('')
/** rsyslog writes slashes with a backslash before them, and a blank behind each comma. */
const rsyslogLine = (program: string, pid: string, pri: string, message: string) =>
  `{"message":${JSON.stringify(message).replaceAll('/', '\\/')}, "host":"web-1", "programname":"${program}", ` +
  `"procid":"${pid}", "pri":"${pri}", "timestamp":"2026-01-01T11:59:58.938211+00:00"}`

type Seen = { source: string; time: string; host: unknown; program: unknown; activity: string }

/** What is asked of every delivery: taken whole, nothing rejected. */
async function deliver(type: string, body: string, path = '/sources/auto') {
  const headers = { authorization: 'Bearer new-token', 'content-type': type, 'content-encoding': 'gzip' }
  const { status, text, events } = await send(path, { headers, body: gzipSync(body) })
  expect([status, JSON.parse(text)]).toEqual([202, { accepted: events.length, rejected: [] }])
  return events.map((event) => {
    const data = event.data as AuditEvent
    const raw = data.raw as Record<string, unknown>
    const seen: Seen = {
      source: event.source,
      time: String(event.time),
      host: raw['_HOSTNAME'] ?? raw['node'],
      program: raw['SYSLOG_IDENTIFIER'],
      activity: data.activity_name,
    }
    return { id: event.id, seen, data, raw }
  })
}

const SSHD_SEEN: Seen = {
  source: '/sources/linux',
  time: '2026-01-01T11:59:58.000Z',
  host: 'web-1',
  program: 'sshd',
  activity: 'sshd.login',
}
const AUDITD_SEEN = { source: '/sources/auditd', time: '2026-01-01T11:59:58.123Z', host: 'web-1', activity: 'SYSCALL' }
const LOGIN_SEEN = {
  source: '/sources/auditd',
  time: '2026-01-01T11:59:59.000Z',
  host: 'web-1',
  activity: 'USER_LOGIN',
}
const KUBERNETES_SEEN = { source: '/sources/kubernetes', time: '2026-01-01T11:59:58.500Z', activity: 'delete' }

describe('Vector', () => {
  const { sinks, transforms } = yamlAfter('Vector')

  it('is set up to send JSON lines, and keeps the records of an auditd event together', () => {
    expect(sinks.auditflow).toMatchObject({
      uri: 'https://HOST/function/audit-event-webhook/sources/auto',
      encoding: { codec: 'json' },
      framing: { method: 'newline_delimited' },
      compression: 'gzip',
      acknowledgements: { enabled: true },
    })
    expect(transforms.audit_event).toMatchObject({
      group_by: ['host', 'audit_id'],
      merge_strategies: { message: 'concat_newline' },
    })
    const [, pattern] = /r'([^']+)'/.exec(transforms.audit_id.source) ?? []
    const id = new RegExp(String(pattern).replace('?P<', '?<')).exec(PATH)?.groups
    expect(id).toEqual({ audit_id: '1767268798.123:42' })
  })

  it('is understood: lines of a file, of the audit log and of Kubernetes, entries of the journal', async () => {
    const entry = {
      ...JOURNAL,
      __CURSOR: CURSOR,
      __REALTIME_TIMESTAMP: '1767268798000443',
      host: 'web-1',
      message: SSHD_MESSAGE,
      source_type: 'journald',
      timestamp: '2026-01-01T11:59:58.000443Z',
    }
    const audit = vectorFile('/var/log/audit/audit.log', `${SYSCALL}\n${PATH}`)
    const reduced = { ...audit, audit_id: '1767268798.123:42', timestamp_end: COLLECTED }
    const body = vectorLines(vectorFile('/var/log/auth.log', SSHD), entry, reduced, KUBERNETES)
    const [line, journal, auditd, kubernetes, ...more] = await deliver(NDJSON, body)
    expect(more).toEqual([])
    expect(line?.seen).toEqual(SSHD_SEEN)
    expect(journal?.seen).toEqual(SSHD_SEEN)
    expect(journal?.data.metadata.uid).toBe(CURSOR)
    expect(auditd?.seen).toMatchObject(AUDITD_SEEN)
    expect(auditd?.raw).toMatchObject({ comm: 'cat', name: '/etc/shadow' })
    expect(kubernetes?.seen).toMatchObject(KUBERNETES_SEEN)
    expect(kubernetes?.raw).toEqual(KUBERNETES)
  })

  it('joins the records of one event that come one by one, whatever stands between them', async () => {
    const lines = [SYSCALL, OTHER, PATH].map((line) => vectorFile('/var/log/audit/audit.log', line))
    const events = await deliver(NDJSON, vectorLines(...lines))
    expect(events.map(({ seen }) => seen)).toMatchObject([AUDITD_SEEN, LOGIN_SEEN])
    expect(events[0]?.raw).toMatchObject({ name: '/etc/shadow' })
  })

  it('makes two events with one uid of records in two requests', async () => {
    const [first] = await deliver(NDJSON, vectorLines(vectorFile('/var/log/audit/audit.log', SYSCALL)))
    const [second] = await deliver(NDJSON, vectorLines(vectorFile('/var/log/audit/audit.log', PATH)))
    expect(second?.id).not.toBe(first?.id)
    expect(second?.data.metadata.uid).toBe(first?.data.metadata.uid)
  })

  it('is understood as text, and a line of a file is the same event as with JSON around it', async () => {
    const node = (line: string) => `node=web-1 ${line}`
    const lines = [SSHD, node(SYSCALL), node(OTHER), node(PATH), JSON.stringify(KUBERNETES)]
    const events = await deliver(TEXT, lines.map((line) => `${line}\n`).join(''))
    expect(events.map(({ seen }) => seen)).toMatchObject([SSHD_SEEN, AUDITD_SEEN, LOGIN_SEEN, KUBERNETES_SEEN])
    const [json] = await deliver(NDJSON, vectorLines(vectorFile('/var/log/auth.log', SSHD)))
    expect(json?.id).toBe(events[0]?.id)
  })
})

describe('Fluent Bit', () => {
  const { pipeline } = yamlAfter('Fluent Bit')

  it('is set up to send JSON lines with the token', () => {
    expect(pipeline.outputs).toHaveLength(1)
    expect(pipeline.outputs[0]).toMatchObject({
      uri: '/function/audit-event-webhook/sources/auto',
      header: [expect.stringMatching(/^Authorization Bearer /)],
      format: 'json_lines',
      compress: 'gzip',
      retry_limit: 'no_limits',
    })
    expect(pipeline.filters[0]).toMatchObject({ match: 'audit', record: [expect.stringMatching(/^host /)] })
  })

  it('is understood: lines of a file, of the audit log and of Kubernetes', async () => {
    const audit = [SYSCALL, OTHER, PATH].map((log) => ({ log, host: 'web-1' }))
    const events = await deliver(NDJSON, fluentLines({ log: SSHD }, ...audit, KUBERNETES))
    expect(events.map(({ seen }) => seen)).toMatchObject([SSHD_SEEN, AUDITD_SEEN, LOGIN_SEEN, KUBERNETES_SEEN])
    expect(events[1]?.raw).toMatchObject({ name: '/etc/shadow' })
  })

  it('is understood: entries of the journal, whose time is beside them alone', async () => {
    const entry = { ...JOURNAL, _TRANSPORT: 'stdout', _HOSTNAME: 'web-1', MESSAGE: SSHD_MESSAGE }
    const [event] = await deliver(NDJSON, fluentLines(entry))
    expect(event?.seen).toEqual({ ...SSHD_SEEN, time: '2026-01-01T12:00:01.123Z' })
    expect(event?.data.metadata.time_note).toBeUndefined()
  })

  it('is understood as JSON with its number of seconds', async () => {
    const entry = { date: 1767268798.25, ...JOURNAL, _HOSTNAME: 'web-1', MESSAGE: SSHD_MESSAGE }
    const [event] = await deliver('application/json', JSON.stringify([entry]))
    expect(event?.seen).toEqual({ ...SSHD_SEEN, time: '2026-01-01T11:59:58.250Z' })
  })

  it('gives an event of Kubernetes the id that it has by any other way', async () => {
    const [tailed] = await deliver(NDJSON, fluentLines(KUBERNETES))
    const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', items: [KUBERNETES] }
    const [pushed] = await deliver('application/json', JSON.stringify(list), '/sources/kubernetes')
    expect(tailed?.id).toBe(pushed?.id)
  })
})

describe('rsyslog', () => {
  const settings = blockAfter('rsyslog')

  it('is set up to send its batches as JSON lines, to be asked for its health where it answers', () => {
    expect(settings).toContain('batch="on" batch.format="newline"')
    expect(settings).toContain(`httpcontenttype="${NDJSON}"`)
    expect(settings).toContain('restpath="function/audit-event-webhook/sources/auto"')
    expect(settings).toContain('checkpath="function/audit-event-webhook/services/collector/health"')
  })

  it('is told that the webhook is well at the path that it asks', async () => {
    expect((await send('/services/collector/health', { method: 'GET' })).status).toBe(200)
  })

  it('is understood: lines of programs with and without a process id, and of the audit log', async () => {
    const cron = ' pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)'
    const lines = [
      rsyslogLine('sshd', '42', '38', ` ${SSHD_MESSAGE}`),
      rsyslogLine('CRON', '-', '78', cron),
      ...[SYSCALL, OTHER, PATH].map((line) => rsyslogLine('auditd', '-', '133', line)),
    ]
    const events = await deliver(NDJSON, lines.join('\n'))
    const time = '2026-01-01T11:59:58.938Z'
    expect(events.map(({ seen }) => seen)).toMatchObject([
      { ...SSHD_SEEN, time },
      { ...SSHD_SEEN, time, program: 'CRON', activity: 'pam.session.open' },
      AUDITD_SEEN,
      LOGIN_SEEN,
    ])
    expect(events[0]?.data.message).toBe(SSHD_MESSAGE)
    expect(events[1]?.raw['_PID']).toBeUndefined()
    expect(events[2]?.raw).toMatchObject({ name: '/etc/shadow' })
  })

  it('is understood without a content type of its own', async () => {
    const [event] = await deliver(TEXT, rsyslogLine('sshd', '42', '38', ` ${SSHD_MESSAGE}`))
    expect(event?.seen).toMatchObject({ source: '/sources/linux', activity: 'sshd.login' })
  })
})
