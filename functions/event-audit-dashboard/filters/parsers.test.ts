import { describe, expect, it } from 'vitest'
import { cursor, integer, network, time } from './parsers.ts'

describe('time', () => {
  it('takes a date, a time in UTC and one with a zone', () => {
    expect(time('2026-11-25')).toBe('2026-11-25T00:00:00.000Z')
    expect(time('2026-11-25 07:00')).toBe('2026-11-25T07:00:00.000Z')
    expect(time('2026-11-25T07:00:01.5+02:00')).toBe('2026-11-25T05:00:01.500Z')
  })
  it('refuses anything else', () => {
    for (const wrong of ['yesterday', '2026-13-01', '12', '2026-11-25T25:00', '0000-01-01', "2026-11-25'"])
      expect(() => time(wrong), wrong).toThrow('is not a time')
  })
})

describe('network', () => {
  it('takes what PostgreSQL takes as inet', () => {
    for (const right of ['10.0.0.1', '10.0.0.0/8', '::1', '2001:db8::/32', '::ffff:1.2.3.4'])
      expect(network(right)).toBe(right)
  })
  it('refuses what PostgreSQL would not take', () => {
    for (const wrong of [
      '10.0.0',
      '10.0.0.0/33',
      '::/129',
      'fe80::1%eth0',
      '1.2.3.4/',
      '1.2.3.4/8/8',
      '1.2.3.4/-1',
      'x',
    ])
      expect(() => network(wrong), wrong).toThrow('is not an IP address')
  })
})

describe('integer and cursor', () => {
  it('refuse what is out of range or not made by us', () => {
    for (const wrong of ['-1', '7', '1.5', '1e0', '0x1'])
      expect(() => integer(0, 6)(wrong), wrong).toThrow('whole number')
    const id = '6d0d1c1e-1d3b-4c39-9a55-0b1de2ae5f0a'
    expect(cursor(`2026-11-25T07:00:00.000001Z_${id}`)).toEqual({ time: '2026-11-25T07:00:00.000001Z', id })
    for (const wrong of [id, `now_${id}`, `2026-99-99T07:00:00Z_${id}`, '2026-11-25T07:00:00Z_1'])
      expect(() => cursor(wrong), wrong).toThrow('is not a cursor')
  })
})
