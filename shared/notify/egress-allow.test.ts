import { describe, expect, it } from 'vitest'
import { mayConnect, parseEgressAllow } from './egress-allow.ts'

const allow = parseEgressAllow('Mail.internal, 10.1.0.0/16\n192.168.7.9 fd00:1::/32 [::1]')

describe('where connections may go', () => {
  it.each([
    ['mail.internal', '10.9.9.9', true],
    ['mail.internal.', '127.0.0.1', true],
    ['mail.internal.evil.example', '127.0.0.1', false],
    ['x', '10.1.255.255', true],
    ['x', '10.2.0.0', false],
    ['x', '192.168.7.9', true],
    ['x', '192.168.7.10', false],
    ['x', '::ffff:10.1.2.3', true],
    ['x', '::ffff:10.2.2.3', false],
    ['x', 'fd00:1::5', true],
    ['x', 'fd00:2::5', false],
    ['x', '::1', true],
    ['x', '127.0.0.1', false],
    ['x', '169.254.169.254', false],
    ['x', '203.0.114.7', true],
    ['x', 'nonsense', false],
  ])('%s as %s: %s', (host, address, may) => {
    expect(mayConnect(allow, host, address)).toBe(may)
  })

  it('is public addresses alone where nothing is named', () => {
    const nothing = parseEgressAllow(' ,\n')
    expect(mayConnect(nothing, 'localhost', '127.0.0.1')).toBe(false)
    expect(mayConnect(nothing, 'x', '2606:4700::1')).toBe(true)
  })

  it.each(['10.0.0.0/33', 'http://mail', '10.0.0.1:80', '*', '1.2.3', 'a b;c'])('refuses %j', (text) => {
    expect(() => parseEgressAllow(text)).toThrow('is no host name, address or CIDR')
  })
})
