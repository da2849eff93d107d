import { describe, expect, it } from 'vitest'
import { AuditEvent, type Json } from '../../events/audit-event.ts'
import { normalise } from '../normalise.ts'
import { recognise } from '../recognise.ts'
import { cisco } from './cisco.ts'

const receivedAtMs = Date.UTC(2026, 1, 17, 15)
const headers = new Headers()
const LINE = '192.0.2.10 6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:ann  logged command:no dot1x'

function eventOf(body: Json) {
  const [item] = normalise(cisco, body, { headers, receivedAtMs })
  if (item?.ok !== true) throw new Error(item?.reason ?? 'nothing')
  expect(AuditEvent.safeParse(item.event.data).error?.issues).toBeUndefined()
  return item.event
}
const nameOf = (message: string) => recognise(undefined, { message }, headers).name

describe('a message of a Cisco device', () => {
  it('tells who gave which command', () => {
    expect(eventOf(LINE)).toMatchObject({
      source: '/sources/cisco',
      time: '2026-02-17T13:40:03.673Z',
      data: {
        activity_name: 'PARSER-5-CFGLOG_LOGGEDCMD',
        status: 'Success',
        actor: { user: { name: 'ann' } },
        resources: [
          { type: 'command', name: 'no dot1x' },
          { type: 'host', name: '192.0.2.10' },
        ],
        logsource: { product: 'cisco', service: 'aaa' },
        raw: { mnemonic: 'CFGLOG_LOGGEDCMD', message: 'User:ann  logged command:no dot1x', sequence: '6705' },
        raw_data: LINE,
      },
    })
  })

  it.each([
    [
      '<189>6705: *Feb 17 13:40:03.673 UTC: %SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: a] [Source: 9.9.9.9] b] [Source: 192.0.2.1] [localport: 22] [Reason: Login Authentication Failed] at 13:40:03 UTC',
      { status: 'Failure', actor: { user: { name: 'a] [Source: 9.9.9.9] b' } }, src_endpoint: { ip: '192.0.2.1' } },
    ],
    [
      'Feb 17 13:40:04 sw-1 6705: Feb 17 13:40:03.673: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: ann] [Source: 192.0.2.1] [localport: 22] at 13:40',
      { status: 'Success', class_uid: 3002, resources: [{ type: 'host', name: 'sw-1' }] },
    ],
    [
      '6705: sw-1: Feb 17 13:40:03.673: %SYS-5-CONFIG_I: Configured from console by ann on vty0 (192.0.2.1)',
      { actor: { user: { name: 'ann' } }, src_endpoint: { ip: '192.0.2.1' } },
    ],
    ['<189>: 2026 Feb 17 13:40:03 UTC: %LINK-3-UPDOWN: Interface down', { status: 'Unknown', severity_id: 3 }],
  ])('is known with whatever stands before it: %.60s', (line, expected) => {
    const { time, data } = eventOf(line)
    expect([nameOf(line), time.slice(0, 19)]).toEqual(['cisco', '2026-02-17T13:40:03'])
    expect(data).toMatchObject(expected)
  })

  it('is one event sent twice, and another where anything differs', () => {
    const ids = [LINE, LINE, LINE.replace('6705', '6706'), LINE.replace('ann', 'bob')].map((line) => eventOf(line).id)
    expect([ids[0] === ids[1], new Set(ids).size]).toEqual([true, 3])
  })

  it('is not what a user of a host can write', () => {
    expect(nameOf('Jan  2 03:04:05 web-1 sshd[4]: Invalid user %SYS-5-X_Y: z from 192.0.2.1')).toBe('linux')
    expect(nameOf('Jan  2 03:04:05 web-1 sudo: %SYS-5-X_Y: z')).toBe('linux')
    expect(nameOf('100% sure: %SYS-5-X_Y: z')).toBe('json')
    expect(normalise(cisco, 'hello', { headers, receivedAtMs })[0]).toMatchObject({ ok: false })
    expect(normalise(cisco, { a: 1 }, { headers, receivedAtMs })[0]).toMatchObject({ ok: false })
  })
})
