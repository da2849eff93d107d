import { describe, expect, it } from 'vitest'
import { AuditEvent, type Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { linux } from './linux.ts'

const receivedAtMs = Date.UTC(2026, 0, 2, 12)
const headers = new Headers()
const LINE = 'Jan  2 03:04:05 web-1 sshd[42]: Failed password for invalid user eve from 192.0.2.1 port 4242 ssh2'
const JOURNAL = {
  __CURSOR: 's=6ed1c0f1a2b34e5f8a9b0c1d2e3f4a5b;i=4d2;b=00112233445566778899aabbccddeeff;m=1;t=6;x=7',
  __REALTIME_TIMESTAMP: '1767323045678901',
  _BOOT_ID: '00112233445566778899aabbccddeeff',
  _HOSTNAME: 'web-1',
  _UID: '0',
  _PID: '42',
  PRIORITY: '6',
  SYSLOG_FACILITY: '10',
  SYSLOG_IDENTIFIER: 'sshd',
  MESSAGE: 'Accepted password for ann from ::ffff:192.0.2.1 port 4242 ssh2',
}

function eventOf(body: Json) {
  const [item] = normalise(linux, structuredClone(body), { headers, receivedAtMs })
  if (item?.ok !== true) throw new Error(item?.reason ?? 'nothing')
  expect(AuditEvent.safeParse(item.event.data).error?.issues).toBeUndefined()
  return item.event
}
const nameOf = (record: JsonObject) => recognise(undefined, record, headers).name

describe('a line of a Linux host', () => {
  it('tells who, whence, what and with which outcome, and is kept to the letter', () => {
    expect(eventOf(LINE)).toMatchObject({
      source: '/sources/linux',
      time: '2026-01-02T03:04:05.000Z',
      data: {
        activity_name: 'sshd.login',
        class_uid: 3002,
        severity_id: 3,
        status: 'Failure',
        message: 'Failed password for invalid user eve from 192.0.2.1 port 4242 ssh2',
        actor: { user: { name: 'eve' } },
        src_endpoint: { ip: '192.0.2.1' },
        resources: [{ type: 'host', name: 'web-1' }],
        logsource: { product: 'linux', service: 'auth' },
        raw: {
          SYSLOG_TIMESTAMP: 'Jan  2 03:04:05',
          _HOSTNAME: 'web-1',
          SYSLOG_IDENTIFIER: 'sshd',
          _PID: '42',
          SYSLOG_PID: '42',
          MESSAGE: 'Failed password for invalid user eve from 192.0.2.1 port 4242 ssh2',
        },
        raw_data: LINE,
      },
    })
  })

  it('of the journal is its own raw, known by its cursor', () => {
    const { id, time, data } = eventOf(JOURNAL)
    expect([id.startsWith(JOURNAL.__CURSOR), time]).toEqual([true, '2026-01-02T03:04:05.678Z'])
    expect(data).toMatchObject({
      status: 'Success',
      actor: { user: { name: 'ann' } },
      src_endpoint: { ip: '192.0.2.1' },
    })
    expect([data.raw, data.metadata.uid]).toEqual([JOURNAL, JOURNAL.__CURSOR])
  })

  it('of the journal has the time that Fluent Bit says beside it, where the entry itself says none', () => {
    const { __CURSOR: _cursor, __REALTIME_TIMESTAMP: _time, ...entry } = JOURNAL
    const timeOf = (beside: JsonObject) => eventOf({ ...beside, ...entry }).time
    expect(timeOf({ date: '2026-01-02T03:04:05.250000Z' })).toBe('2026-01-02T03:04:05.250Z')
    expect(timeOf({ date: 1767323045.25 })).toBe('2026-01-02T03:04:05.250Z')
  })

  it('of the journal may be bytes, a list, or nothing', () => {
    const message = (MESSAGE: Json) => eventOf({ ...JOURNAL, MESSAGE }).data.message
    expect(message([...Buffer.from('Zoë \u001b[1m')])).toBe('Zoë \u001b[1m')
    expect(message([0x5a, 0x6f, 0xeb])).toBe('Zoë')
    expect(message(['a', 'b'])).toBe('a\nb')
    expect(message(null)).toBeUndefined()
    expect(message([1, 'a', 999])).toBeUndefined()
  })

  it('of the journal shows no secret that was hidden in bytes', () => {
    const token = `ghp_${'a1B2c3D4'.repeat(5).slice(0, 36)}`
    const { data } = eventOf({ ...JOURNAL, MESSAGE: [...Buffer.from(`cloned with ${token} \u001b`)] })
    expect([JSON.stringify(data).includes(token), data.metadata.redacted]).toEqual([false, ['MESSAGE']])
  })

  it('acts as the account that the program runs under, unless it serves others', () => {
    const user = (program: string, MESSAGE: string, _UID: string) =>
      eventOf({ ...JOURNAL, SYSLOG_IDENTIFIER: program, MESSAGE, _UID }).data.actor.user
    expect(user('useradd', 'new user: name=eve, UID=1', '0')).toEqual({ name: 'root', uid: '0' })
    expect(user('backup', 'done', '1001')).toEqual({ uid: '1001' })
    expect(user('sshd', 'Connection closed by 192.0.2.1', '0')).toEqual({})
  })

  it.each<[string, JsonObject]>([
    [
      'Vector',
      {
        appname: 'sshd',
        facility: 'auth',
        host: 'web-1',
        message: 'x',
        procid: 42,
        severity: 'info',
        timestamp: '2026-01-02T03:04:05Z',
      },
    ],
    [
      'Vector, of the journal',
      {
        host: 'web-1',
        message: 'x',
        timestamp: '2026-01-02T03:04:05Z',
        SYSLOG_IDENTIFIER: 'sshd',
        _PID: '42',
        _BOOT_ID: 'b',
      },
    ],
    [
      'Vector, of a file',
      { file: '/var/log/auth.log', host: 'web-1', message: 'Jan  2 03:04:05 web-1 sshd[42]: x', source_type: 'file' },
    ],
    ['Fluent Bit', { pri: '86', time: '2026-01-02T03:04:05Z', host: 'web-1', ident: 'sshd', pid: '42', message: 'x' }],
    ['Fluent Bit, of a file', { date: 1767323045.1, log: 'Jan  2 03:04:05 web-1 sshd[42]: x' }],
    [
      'rsyslog',
      {
        msg: 'x',
        timereported: '2026-01-02T03:04:05Z',
        hostname: 'web-1',
        syslogtag: 'sshd[42]:',
        programname: 'sshd',
        procid: '42',
      },
    ],
    ['syslog-ng', { PROGRAM: 'sshd', HOST: 'web-1', MESSAGE: 'x', PID: '42', DATE: '2026-01-02T03:04:05Z' }],
    ['RFC 5424', { message: '<38>1 2026-01-02T03:04:05Z web-1 sshd 42 - - x' }],
  ])('by %s is the same line', (_, record) => {
    const { id, time, data } = eventOf(record)
    expect([nameOf(record), time.slice(0, 19), data.message]).toEqual(['linux', '2026-01-02T03:04:05', 'x'])
    expect(data.raw).toMatchObject({ _HOSTNAME: 'web-1', SYSLOG_IDENTIFIER: 'sshd', _PID: '42', MESSAGE: 'x' })
    expect(id).toBe(eventOf(structuredClone(record)).id)
  })

  it('by rsyslog has a space before it, and its tag may be in one piece', () => {
    const { data } = eventOf({
      message: ' Accepted password for ann from 192.0.2.1 port 1 ssh2',
      fromhost: 'web-1',
      syslogtag: 'sshd[42]:',
      pri: '86',
    })
    expect(data).toMatchObject({
      activity_name: 'sshd.login',
      raw: {
        _HOSTNAME: 'web-1',
        _PID: '42',
        SYSLOG_FACILITY: '10',
        PRIORITY: '6',
        MESSAGE: 'Accepted password for ann from 192.0.2.1 port 1 ssh2',
      },
      raw_data: ' Accepted password for ann from 192.0.2.1 port 1 ssh2',
    })
  })

  it('has no process, program or host where rsyslog writes a hyphen, and is the event that it is without', () => {
    const line = { message: ' x', host: 'web-1', programname: 'CRON', pri: '78', timestamp: '2026-01-02T03:04:05Z' }
    const { id, data } = eventOf({ ...line, procid: '-' })
    expect(id).toBe(eventOf(line).id)
    expect(data.raw).not.toHaveProperty('_PID')
    expect(nameOf({ ...line, procid: '-' })).toBe('linux')
    expect(nameOf({ ...line, procid: '-', programname: '-', host: '-' })).not.toBe('linux')
  })

  it('keeps what a shipper says beside it, and no prototype', () => {
    const record = JSON.parse(
      '{"message":"x","ident":"a","host":"h","pid":"1","pri":"6","__proto__":{"evil":1}}',
    ) as JsonObject
    const { raw } = eventOf(record).data
    expect(raw).toMatchObject({ pri: '6' })
    expect('evil' in (raw as object)).toBe(false)
  })

  it('is the same event whichever way it is sent, and another where anything differs', () => {
    const ids = [
      LINE,
      { message: LINE },
      { log: LINE, date: 1 },
      LINE.replace('05 web', '06 web'),
      LINE.replace('web-1', 'web-2'),
      LINE.replace('[42]', '[43]'),
      LINE.replace('eve', 'bob'),
    ].map((body) => eventOf(body).id)
    expect(new Set(ids.slice(0, 3)).size).toBe(1)
    expect(new Set(ids.slice(2)).size).toBe(5)
  })

  it('is accepted whatever it is, and refused where there is none', () => {
    expect(eventOf('no syslog at all').data).toMatchObject({
      activity_name: 'syslog',
      raw: { MESSAGE: 'no syslog at all' },
    })
    expect(eventOf('Jan  2 03:04:05 web-1 acme[1]: up').data.activity_name).toBe('acme')
    expect(normalise(linux, { host: 'web-1' }, { headers, receivedAtMs })[0]).toMatchObject({
      ok: false,
      reason: 'message, log and MESSAGE are missing: not a line of a log',
    })
  })

  it('is not mistaken for an application’s own record', () => {
    expect(nameOf({ message: 'user logged in', host: 'web-1', program: 'shop', level: 'info' })).toBe('json')
    expect(nameOf({ message: 'hello: world' })).toBe('json')
    expect(nameOf({ level: 30, time: 1767323045678, pid: 42, hostname: 'web-1', msg: 'request completed' })).toBe(
      'json',
    )
    expect(nameOf({ MESSAGE: 'x', _HOSTNAME: 'h' })).toBe('json')
  })

  it.each<[string, Json]>([
    ['a long name', `Jan  2 03:04:05 web-1 sshd[1]: Invalid user ${'x'.repeat(100_000)} from 192.0.2.1`],
    ['control characters', 'Jan  2 03:04:05 web-1 sshd[1]: Invalid user \u0000\ud800 from 192.0.2.1'],
    ['wrong types', { ...JOURNAL, PRIORITY: {}, _UID: [], SYSLOG_IDENTIFIER: { a: 1 }, MESSAGE: { a: 1 } }],
    ['an empty line', ''],
  ])('may be hostile: %s', (_, body) => {
    const { data } = eventOf(body)
    expect((data.actor.user.name ?? '').length).toBeLessThan(600)
  })
})
