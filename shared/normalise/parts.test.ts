import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../events/audit-event.ts'
import { canonicalJson, deepJson } from '../events/stringify.ts'
import { isDeeperThan } from './depth.ts'
import { endpoint, isIp } from './endpoint.ts'
import { boundedId, identify, MAX_ID_LENGTH } from './identity.ts'
import { at, attributeText, name } from './record.ts'

function nested(levels: number): Json {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as Json
}

describe('canonicalJson and deepJson', () => {
  it('give text that means the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(deepJson(value as Json)).toBe(JSON.stringify(value))
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('do not depend on the order of keys', () => {
    expect(canonicalJson({ b: [1, { z: 0, a: null }], a: 'x' })).toBe('{"a":"x","b":[1,{"a":null,"z":0}]}')
  })

  it('keep a key named __proto__', () => {
    expect(canonicalJson(JSON.parse('{"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1}}')
  })

  it('follow nesting that JSON.stringify cannot', () => {
    expect(deepJson(nested(50_000))).toBe('['.repeat(50_000) + ']'.repeat(50_000))
  })
})

describe('isDeeperThan', () => {
  it('counts objects and arrays, an outermost one being the first level', () => {
    expect(isDeeperThan('text', 0)).toBe(false)
    expect(isDeeperThan(nested(256), 256)).toBe(false)
    expect(isDeeperThan(nested(257), 256)).toBe(true)
    expect(isDeeperThan(nested(50_000), 256)).toBe(true)
  })
})

describe('identify', () => {
  const id = '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e'

  it('is the id of the provider and a hash of the core where the id looks unique', () => {
    expect(identify({ a: 1 }, id, ['get', 'ann'])).toMatch(new RegExp(`^${id}/[0-9a-f]{16}$`))
    expect(identify({ a: 1 }, id)).toBe(id)
  })

  it.each([['1'], ['abc-123'], ['...'], ['a text of many words'], [7], [null], [undefined], [{}]])(
    'is the hash of the whole record where the id is %j',
    (own) => {
      expect(identify({ a: 1 }, own, ['x'])).toMatch(/^[0-9a-f]{32}$/)
      expect(identify({ a: 1 }, own, ['x'])).not.toBe(identify({ a: 2 }, own, ['x']))
      expect(identify({ a: 1, b: 2 }, own)).toBe(identify({ b: 2, a: 1 }, own))
    },
  )

  it('is the same by two routes that differ in what is not the core, and tells acts apart that claim one id', () => {
    expect(identify({ a: 1 }, id, ['get'])).toBe(identify({ a: 1, addedByTheRoute: true }, id, ['get']))
    expect(identify({ a: 1 }, id, ['get'])).not.toBe(identify({ a: 1 }, id, ['delete']))
  })

  it('hashes an id that is too long and leaves others', () => {
    expect(boundedId('x'.repeat(MAX_ID_LENGTH))).toBe('x'.repeat(MAX_ID_LENGTH))
    expect(boundedId('x'.repeat(10_000))).toMatch(/^sha256-[0-9a-f]{64}$/)
  })
})

describe('endpoint', () => {
  it.each([
    ['192.0.2.1:35194', { ip: '192.0.2.1' }],
    ['[2001:db8::1]:443', { ip: '2001:db8::1' }],
    ['::1', { ip: '::1' }],
    ['cloudformation.amazonaws.com', { hostname: 'cloudformation.amazonaws.com' }],
    ['251.234.045.249', { hostname: '251.234.045.249' }],
    ['...', {}],
    [null, {}],
  ])('reads %j', (value, expected) => {
    expect(endpoint(value)).toEqual(expected)
  })

  it('agrees with the generator on addresses', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => isIp(address)))
  })

  it.each(['1.2.3', '1.2.3.4.5', '256.1.1.1', ':::', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::1', '::1.2.3'])(
    'does not take %s for an address',
    (text) => {
      expect(isIp(text)).toBe(false)
    },
  )
})

describe('record', () => {
  it('reaches own members only', () => {
    expect(at({}, '__proto__', 'toString')).toBeUndefined()
    expect(at({ a: { b: 1 } }, 'a', 'b')).toBe(1)
  })

  it('turns numbers and booleans to text, and leaves out what is none', () => {
    expect([name(5), name(false), name({}), name(' '), name(null)]).toEqual([
      '5',
      'false',
      undefined,
      undefined,
      undefined,
    ])
  })

  it('cuts what is too long and escapes what no database stores', () => {
    expect(name('x'.repeat(10_000))).toHaveLength(512)
    expect(name('a\0b\ud800c')).toBe('a\\u0000b\\ud800c')
    expect(attributeText('a\nb')).toBe('a\\u000ab')
  })
})
