import { describe, expect, it } from 'vitest'
import { isPublicAddress } from './public-address.ts'

describe('public addresses', () => {
  it.each(['1.1.1.1', '52.94.5.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
    'are such as %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )

  it.each([
    ['this machine', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::']],
    ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1', 'fec0::1']],
    ['a link, where clouds keep their metadata', ['169.254.169.254', 'fe80::1', 'fd00:ec2::254']],
    ['a carrier', ['100.64.0.1', '100.127.255.254']],
    ['IPv4 inside IPv6', ['::ffff:8.8.8.8', '::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1']],
    ['tunnels', ['2002:7f00:1::1', '2001::1']],
    [
      'tests, documentation and nobody',
      ['192.0.2.1', '198.18.0.1', '203.0.113.9', '240.0.0.1', '2001:db8::1', '100::1'],
    ],
    ['many at once', ['224.0.0.1', '255.255.255.255', 'ff02::1']],
  ])('are not those of %s', (_, addresses) => {
    for (const address of addresses) expect([address, isPublicAddress(address)]).toEqual([address, false])
  })

  it.each(['', 'localhost', '1.1.1', '16843009', '0x1.1.1.1', '01.1.1.1', '1.1.1.1 ', '2606:4700::1%eth0', '[::1]'])(
    'are not written as "%s"',
    (text) => {
      expect(isPublicAddress(text)).toBe(false)
    },
  )
})
