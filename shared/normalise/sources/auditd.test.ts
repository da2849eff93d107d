import { describe, expect, it } from 'vitest'
import { AuditEvent, type Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import type { JsonObject } from '../record.ts'
import { auditd } from './auditd.ts'

const receivedAtMs = Date.UTC(2026, 0, 2, 12)
const headers = new Headers()
const STAMP = 'msg=audit(1767323045.678:4063):'
const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase()

function eventOf(body: Json) {
  const [item, ...more] = normalise(auditd, body, { headers, receivedAtMs })
  if (item?.ok !== true) throw new Error(item?.reason ?? 'nothing')
  expect(more).toEqual([])
  expect(AuditEvent.safeParse(item.event.data).error?.issues).toBeUndefined()
  return item.event
}
const dataOf = (type: string, body: string) => eventOf(`type=${type} ${STAMP} ${body}`).data
const rawOf = (type: string, body: string) => dataOf(type, body).raw as JsonObject

const COMMAND = [
  `node=web-1 type=SYSCALL ${STAMP} arch=c000003e syscall=59 success=yes exit=0 a0=1077 a1=1 a2=2 a3=3 items=2 ppid=7 pid=8 auid=1000 uid=0 gid=0 euid=0 tty=pts0 ses=3 comm="cat" exe="/usr/bin/cat" key="shadow"\u001dARCH=x86_64 SYSCALL=execve AUID="ann" UID="root" EUID="root"`,
  `node=web-1 type=EXECVE ${STAMP} argc=2 a0="cat" a1=${hex('/tmp/a b')}`,
  `node=web-1 type=CWD ${STAMP}  cwd="/home/ann"`,
  `node=web-1 type=PATH ${STAMP} item=0 name="../cat" inode=1 nametype=NORMAL`,
  `node=web-1 type=PATH ${STAMP} item=1 name="/lib64/ld.so" inode=2 nametype=NORMAL`,
  `node=web-1 type=PROCTITLE ${STAMP} proctitle=${hex('cat\0/tmp/a b')}`,
  `node=web-1 type=EOE ${STAMP}`,
]

describe('an event of the Linux audit log', () => {
  it('is made of its records', () => {
    expect(eventOf(COMMAND)).toMatchObject({
      source: '/sources/auditd',
      time: '2026-01-02T03:04:05.678Z',
      data: {
        activity_name: 'SYSCALL',
        class_uid: 6003,
        status: 'Success',
        status_code: '0',
        message: 'cat /tmp/a b',
        actor: { user: { name: 'ann', uid: '1000' }, impersonated: { name: 'root', uid: '0' } },
        resources: [
          { type: 'command', name: 'cat /tmp/a b' },
          { type: 'file', name: '/home/ann/../cat' },
          { type: 'process', name: 'cat /tmp/a b' },
          { type: 'host', name: 'web-1' },
        ],
        metadata: { uid: '1767323045.678:4063' },
        logsource: { product: 'linux', service: 'auditd' },
        raw_data: COMMAND.join('\n'),
      },
    })
    expect(eventOf(COMMAND).data.raw).toMatchObject({
      node: 'web-1',
      msg: 'audit(1767323045.678:4063)',
      type: ['SYSCALL', 'EXECVE', 'CWD', 'PATH', 'PROCTITLE'],
      name: ['../cat', '/lib64/ld.so'],
      a0: 'cat',
      a1: '/tmp/a b',
      auid: '1000',
      key: 'shadow',
      SYSCALL: 'execve',
      proctitle: 'cat /tmp/a b',
    })
  })

  it('is one whichever way its lines come', () => {
    const [first, ...rest] = COMMAND as [string, ...string[]]
    const ids = [
      COMMAND,
      COMMAND.map((message) => ({ message })),
      COMMAND.join('\n'),
      { message: COMMAND.join('\n'), host: 'collector' },
      rest,
      [first.replace('4063', '4064')],
    ].map((body) => eventOf(body as Json).id)
    expect(new Set(ids.slice(0, 4)).size).toBe(1)
    expect(new Set(ids).size).toBe(3)
    expect(ids[0]).toMatch(/^web-1\/1767323045\.678:4063\/[0-9a-f]{16}$/)
  })

  it.each<[string, string, string, JsonObject]>([
    [
      'spaces and more',
      'USER_LOGIN',
      `acct=${hex('(invalid user)')} res=failed`,
      { acct: '(invalid user)', res: 'failed' },
    ],
    ['bytes that are not UTF-8', 'PATH', 'name=2F20FF', { name: '/ ÿ' }],
    ['only what is encoded', 'SYSCALL', 'a0=2020 comm="2020" exit=20', { a0: '2020', comm: '2020', exit: '20' }],
    ['no hexadecimal that had not to be', 'USER_LOGIN', 'acct=6162', { acct: '6162' }],
    ['keystrokes always', 'TTY', 'data=6C730D', { data: 'ls\r' }],
    ['several keys', 'SYSCALL', `key=${hex('exec\x0164bit')}`, { key: ['exec', '64bit'] }],
    ['a key with its name in it', 'SYSCALL', 'key="key=net"', { key: 'net' }],
    [
      'an argument in pieces',
      'EXECVE',
      'argc=2 a0="sh" a1_len=8 a1[0]="abcd" a1[1]="efgh"',
      { a0: 'sh', a1: 'abcdefgh' },
    ],
    [
      'a denial of SELinux',
      'AVC',
      'avc:  denied  { read open } for  pid=1 name="x"',
      { seresult: 'denied', seperms: 'read,open' },
    ],
    [
      'a login of old',
      'LOGIN',
      'pid=1 uid=0 old auid=4294967295 new auid=1000',
      { 'old-auid': '4294967295', 'new-auid': '1000' },
    ],
    [
      'commas of old',
      'USER_START',
      'msg=\'PAM: session acct="ann" : exe="/bin/su" (hostname=h, addr=192.0.2.1, terminal=cron res=success)\'',
      { hostname: 'h', addr: '192.0.2.1', res: 'success' },
    ],
    [
      'what is added without its separator',
      'SYSCALL',
      'key=(null)ARCH=x86_64 AUID="ann"',
      { ARCH: 'x86_64', AUID: 'ann' },
    ],
    [
      'an address',
      'SOCKADDR',
      'saddr=02000050C00002010000000000000000',
      { saddr_fam: 'inet', laddr: '192.0.2.1', lport: '80' },
    ],
    [
      'an address of IPv6',
      'SOCKADDR',
      `saddr=0A000016${'0'.repeat(8)}20010DB8${'0'.repeat(22)}0100000000`.slice(0, 999),
      { laddr: '2001:db8::1', lport: '22' },
    ],
    ['a socket of a file', 'SOCKADDR', `saddr=0100${hex('/run/x\0\0')}`, { saddr_fam: 'local', path: '/run/x' }],
    [
      'an address that is written out',
      'SOCKADDR',
      'saddr=00\u001dSADDR={ saddr_fam=inet laddr=192.0.2.1 lport=80 }',
      { saddr_fam: 'inet', lport: '80' },
    ],
    ['a system call by number', 'SYSCALL', 'arch=c00000b7 syscall=221', { ARCH: 'aarch64', SYSCALL: 'execve' }],
  ])('has its fields decoded: %s', (_, type, body, expected) => {
    expect(rawOf(type, body)).toMatchObject(expected)
  })

  it('leaves out what has no value', () => {
    expect(rawOf('SYSCALL', 'arch=0 key=(null) hostname=? acct="?" tty=(none)')).toEqual({
      type: 'SYSCALL',
      msg: 'audit(1767323045.678:4063)',
      arch: '0',
      tty: '(none)',
    })
  })

  it.each<[string, string, string, JsonObject]>([
    [
      'a login that is refused',
      'USER_LOGIN',
      'uid=0 auid=4294967295 msg=\'op=login acct="ann" exe="/usr/sbin/sshd" addr=192.0.2.1 res=failed\'',
      {
        status: 'Failure',
        class_uid: 3002,
        severity_id: 3,
        actor: { user: { name: 'ann' } },
        src_endpoint: { ip: '192.0.2.1' },
      },
    ],
    [
      'a login of nobody known',
      'USER_ERR',
      'uid=0 auid=4294967295 msg=\'op=PAM:bad_ident acct="?" addr=192.0.2.1 res=failed\'',
      { actor: { user: {} } },
    ],
    [
      'a login by number',
      'USER_LOGIN',
      "uid=0 auid=1000 msg='op=login id=1000 addr=192.0.2.1 res=success'",
      { actor: { user: { uid: '1000' } } },
    ],
    [
      'becoming root',
      'USER_AUTH',
      'uid=1000 auid=1000 msg=\'acct="root" exe="/usr/bin/su" res=success\'',
      { actor: { user: { uid: '1000' }, impersonated: { name: 'root' } } },
    ],
    [
      'a new account',
      'ADD_USER',
      'uid=0 auid=1000 msg=\'op=add-user acct="eve" res=success\'',
      { class_uid: 3001, actor: { user: { uid: '1000' } }, resources: [{ type: 'user', name: 'eve' }] },
    ],
    [
      'a command through sudo',
      'USER_CMD',
      `uid=1000 auid=1000 msg='cwd="/" cmd=${hex('ls -l')} res=success'`,
      { message: 'ls -l', resources: [{ type: 'command', name: 'ls -l' }] },
    ],
    [
      'a service',
      'SERVICE_STOP',
      "uid=0 auid=4294967295 msg='unit=firewalld res=success'",
      { actor: { user: { name: 'root' } }, resources: [{ type: 'service', name: 'firewalld' }] },
    ],
    [
      'a change of auditing',
      'CONFIG_CHANGE',
      'op=remove_rule auid=1000 key="x" res=1',
      { status: 'Success', resources: [{ type: 'audit-config', name: 'remove_rule' }] },
    ],
    ['a denial', 'AVC', 'apparmor="DENIED" operation="ptrace"', { status: 'Failure', severity_id: 3 }],
    ['a program alone', 'EXECVE', 'argc=1 a0="id"', { status: 'Success', message: 'id' }],
    [
      'a file that is made',
      'PATH',
      'name="/etc/x" nametype=CREATE',
      { status: 'Unknown', resources: [{ type: 'file', name: '/etc/x' }] },
    ],
  ])('says who did what: %s', (_, type, body, expected) => {
    expect(dataOf(type, body)).toMatchObject(expected)
  })

  it('takes whoever is at the other end of an accepted connection for its origin', () => {
    const lines = [
      `type=SYSCALL ${STAMP} arch=c000003e syscall=43 success=yes`,
      `type=SOCKADDR ${STAMP} saddr=0200E31CC00002010000000000000000`,
    ]
    expect(eventOf(lines).data).toMatchObject({
      src_endpoint: { ip: '192.0.2.1' },
      resources: [{ type: 'socket', name: '192.0.2.1:58140' }],
    })
    expect(eventOf(lines.map((line) => line.replace('=43', '=42'))).data.src_endpoint).toEqual({})
  })

  it('is known by its head, and in syslog by who passes it on', () => {
    const nameOf = (record: JsonObject) => recognise(undefined, record, headers).name
    const record = `type=USER_LOGIN ${STAMP} res=failed`
    expect(nameOf({ message: record })).toBe('auditd')
    expect(nameOf({ message: 'type=UNKNOWN[1329] msg=?' })).toBe('auditd')
    expect(nameOf({ message: `Jan  2 03:04:05 web-1 audispd: ${record}` })).toBe('auditd')
    expect(nameOf({ type: 'EXECVE', msg: 'audit(1767323045.678:4063)', a0: 'id' })).toBe('auditd')
    expect(nameOf({ message: `Jan  2 03:04:05 web-1 sshd[4]: Invalid user ${record} from 192.0.2.1` })).toBe('linux')
    expect(nameOf({ message: `x ${record}` })).toBe('json')
    expect(nameOf({ type: 'EXECVE', msg: 'started' })).toBe('json')
    expect(eventOf(`Jan  2 03:04:05 web-1 audispd: ${record}`).data.raw).toMatchObject({ node: 'web-1' })
  })

  it('shows no secret that was hidden in hexadecimal', () => {
    const token = `ghp_${'a1B2c3D4'.repeat(5).slice(0, 36)}`
    const { data } = eventOf(`type=USER_CMD ${STAMP} auid=1000 msg='cmd=${hex(`git clone ${token}`)} res=success'`)
    const text = JSON.stringify(data)
    expect([text.includes(token), text.includes(hex(token)), text.includes('git clone')]).toEqual([false, false, true])
    expect(data.metadata.redacted).toEqual(['cmd'])
  })

  it('is refused where it is none', () => {
    expect(normalise(auditd, ['hello', { a: 1 }], { headers, receivedAtMs })).toMatchObject([
      { ok: false },
      { ok: false },
    ])
  })

  it('may be hostile', () => {
    const raw = rawOf('USER_CMD', '__proto__=x constructor=y a=1')
    expect(Object.keys(raw)).toContain('__proto__')
    expect(Object.getPrototypeOf(raw)).toBe(Object.prototype)
    const started = performance.now()
    for (const body of ['a=', 'a="', 'a=1 ', "msg='", 'name=4', 'x=) ', 'avc: { '])
      eventOf(`type=AVC ${STAMP} ${body.repeat(100_000)}`)
    eventOf(Array.from({ length: 250 }, (_, i) => `type=PATH ${STAMP} ${`name="${i}" `.repeat(500)}`))
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
