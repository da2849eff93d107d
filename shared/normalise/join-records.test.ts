import { describe, expect, it } from 'vitest'
import { joinRecords } from './join-records.ts'

const record = (serial: number, type: string, node = '') =>
  `${node}type=${type} msg=audit(1767323045.678:${serial}): a=1`

describe('the records of one event of the audit log', () => {
  it('are put together where the first stood, though others come between them', () => {
    const [a1, a2, b1, a3] = [record(1, 'SYSCALL'), record(1, 'PATH'), record(2, 'LOGIN'), record(1, 'EOE')] as const
    const other = { action: 'x' }
    expect(joinRecords([other, a1, b1, 'plain', a2, { message: 'x' }, a3, 5])).toEqual([
      other,
      `${a1}\n${a2}\n${a3}`,
      b1,
      'plain',
      { message: 'x' },
      5,
    ])
  })

  it('are of one host', () => {
    const lines = [record(1, 'SYSCALL', 'node=a '), record(1, 'PATH', 'node=b ')]
    expect(joinRecords(lines)).toEqual(lines)
    const shipped = lines.map((message, i) => ({ message: message.slice(7), host: i < 1 ? 'a' : 'b' }))
    expect(joinRecords(shipped)).toEqual(shipped)
  })

  it('may come in shippers’ records, and by syslog', () => {
    const [one, two] = [record(1, 'SYSCALL'), record(1, 'PATH')] as const
    expect(
      joinRecords([
        { log: one, host: 'a', offset: 1 },
        { log: two, host: 'a', offset: 2 },
      ]),
    ).toEqual([{ message: `${one}\n${two}`, host: 'a' }])
    expect(joinRecords([`Jan  2 03:04:05 a audispd: ${one}`, `Jan  2 03:04:05 a audispd: ${two}`])).toEqual([
      { message: `${one}\n${two}`, host: 'a' },
    ])
  })

  it('are left alone where nothing says which event they are of', () => {
    const records = [
      'type=UNKNOWN[1329] msg=?',
      'type=UNKNOWN[1329] msg=?',
      `x ${record(1, 'PATH')}`,
      `x ${record(1, 'PATH')}`,
    ]
    expect(joinRecords(records)).toEqual(records)
  })

  it('are of another event from the 257th on', () => {
    const joined = joinRecords(Array.from({ length: 600 }, () => record(1, 'PATH')))
    expect(joined.map((one) => String(one).split('\n').length)).toEqual([256, 256, 88])
  })
})
