import { describe, expect, it } from 'vitest'
import type { Line } from './line.ts'
import { readSyslog } from './syslog.ts'

const RECEIVED = Date.UTC(2026, 0, 2, 12)
const read = (line: string, receivedAtMs = RECEIVED) => {
  const found = readSyslog(line, receivedAtMs)
  if (found === undefined) return undefined
  const { time, ...rest } = JSON.parse(JSON.stringify(found)) as Omit<Line, 'time'> & { time?: number | string }
  return time === undefined ? rest : { ...rest, time: new Date(time).toISOString() }
}

describe('a line of syslog', () => {
  it.each([
    [
      'Jan  2 03:04:05 web-1 sshd[42]: Accepted password',
      { program: 'sshd', pid: '42', host: 'web-1', message: 'Accepted password', stamp: 'Jan  2 03:04:05' },
    ],
    ['<86>Jan  2 03:04:05 web-1 sudo:   ann : TTY=x', { priority: 86, program: 'sudo', message: '  ann : TTY=x' }],
    ['Jan  2 03:04:05 sshd[42]: no host', { program: 'sshd', pid: '42', message: 'no host' }],
    ['Jan  2 03:04:05 [sshd]: in brackets', { program: 'sshd', message: 'in brackets' }],
    ['Jan  2 03:04:05 web-1 su(pam_unix)[4]: old', { program: 'su', module: 'pam_unix', pid: '4', message: 'old' }],
    [
      'Jan  2 03:04:05 web-1 last message repeated 3 times',
      { host: 'web-1', message: 'last message repeated 3 times' },
    ],
    ['Jan  2 03:04:05 fe80::1 sshd[4]: by its address', { host: 'fe80::1', program: 'sshd' }],
    ['Jan  2 03:04:05 sun sshd[4]: [ID 800047 auth.info] Failed none', { host: 'sun', message: 'Failed none' }],
    ['03:04:05.678 [main] INFO a.B - of no host', { message: '[main] INFO a.B - of no host' }],
    ['web-1 sshd[42]: as exported', { host: 'web-1', program: 'sshd', pid: '42', message: 'as exported' }],
    ['Fri Jan  2 03:04:05 2026 [pid 7] [ann] OK LOGIN: Client "192.0.2.1"', { program: 'vsftpd', pid: '7' }],
    ['jan 2, 2026 8:34:08 PM org.slf4j.impl.X warn', { program: 'guacamole', time: '2026-01-02T20:34:08.000Z' }],
    ['jan 2, 2026 12:34:08 AM org.slf4j.impl.X warn', { time: '2026-01-02T00:34:08.000Z' }],
  ])('is taken apart: %s', (line, expected) => {
    expect(read(line)).toMatchObject(expected)
  })

  it.each([
    ['2026-01-02T03:04:05.678901+02:00', '2026-01-02T01:04:05.678Z'],
    ['2026-01-02 03:04:05.678901-0700 ', '2026-01-02T10:04:05.678Z'],
    ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000Z'],
    ['Feb  1 2025 03:04:05.25', '2025-02-01T03:04:05.250Z'],
    ['Dec 31 23:59:59', '2025-12-31T23:59:59.000Z'],
    ['Jan  3 11:59:59', '2026-01-03T11:59:59.000Z'],
    ['Jan  3 12:00:01', '2025-01-03T12:00:01.000Z'],
    ['Feb 29 00:00:00', '2024-02-29T00:00:00.000Z'],
  ])('has the time %s', (stamp, expected) => {
    expect(read(`${stamp} web-1 sshd[42]: x`)).toMatchObject({ time: expected, host: 'web-1', message: 'x' })
  })

  it.each(['Jan 32 00:00:00', 'Feb 30 00:00:00', 'Jan  2 24:00:00', '2026-02-30T00:00:00Z', '25:00:00.000'])(
    'has no time where there is none such: %s',
    (stamp) => {
      expect(read(`${stamp} web-1 sshd[42]: x`)).toBeUndefined()
    },
  )

  it('is of the day that it says nothing of: the last one that has been', () => {
    const clock = (time: string) => read(`${time} [main] WARN  o.a.g.r.auth.A - x`)
    expect(clock('11:59:00.500')).toMatchObject({ program: 'guacamole', time: '2026-01-02T11:59:00.500Z' })
    expect(clock('12:57:32.907')).toMatchObject({ time: '2026-01-01T12:57:32.907Z' })
  })

  it('may follow RFC 5424, with structured data', () => {
    const line = String.raw`<165>1 2026-01-02T03:04:05.678Z web-1 app 42 ID47 [a@1 k="v \"q\" \]" k2=""][__proto__ x="y"] ${'\ufeff'}text`
    const found = read(line)
    expect(found).toMatchObject({
      host: 'web-1',
      program: 'app',
      pid: '42',
      messageId: 'ID47',
      message: 'text',
      priority: 165,
    })
    expect(JSON.stringify(found?.structured)).toBe('{"a@1":{"k":"v \\"q\\" ]","k2":""},"__proto__":{"x":"y"}}')
    expect(read('<13>1 - - - - - -')).toEqual({ message: '', priority: 13 })
    expect(read('<13>1 2026-01-02T03:04:05Z h app - - [broken x="y" text')).toEqual({
      message: '1 2026-01-02T03:04:05Z h app - - [broken x="y" text',
      priority: 13,
    })
  })

  it.each(['', 'hello world', 'note: nothing', '<999>x', 'a'.repeat(100_000), '{"a":1}', 'x y: z'])(
    'is none where nothing tells it from prose: %.40s',
    (text) => {
      expect(read(text)).toBeUndefined()
    },
  )
})
