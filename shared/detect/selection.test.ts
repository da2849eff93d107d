import { describe, expect, it } from 'vitest'
import { finds } from './testing.ts'

describe('a map of fields', () => {
  it('wants every field and ignores letter case of values but not of names', () => {
    expect(finds({ a: 'One', b: 'two' }, { a: 'oNE', b: 'TWO' })).toBe(true)
    expect(finds({ a: 'one', b: 'two' }, { a: 'one' })).toBe(false)
    expect(finds({ A: 'one' }, { a: 'one' })).toBe(false)
  })

  it('takes a list of values as any of them, and a list of maps as any of those', () => {
    expect(finds({ a: ['x', 'y'] }, { a: 'y' })).toBe(true)
    expect(finds({ a: ['x', 'y'] }, { a: 'z' })).toBe(false)
    expect(finds([{ a: 'x' }, { b: 'y' }], { b: 'y' })).toBe(true)
    expect(finds([{ a: 'x' }, { b: 'y' }], { a: 'y' })).toBe(false)
  })

  it('walks dotted paths through arrays, any element', () => {
    const raw = { t: [{ m: [{ v: 'no' }, { v: 'yes' }] }, [{ m: { v: 'deep' } }]] }
    expect(finds({ 't.m.v': 'yes' }, raw)).toBe(true)
    expect(finds({ 't.m.v': 'deep' }, raw)).toBe(true)
    expect(finds({ 't.m.v': 'none' }, raw)).toBe(false)
  })

  it('tries keys that hold dots themselves, whole or in part', () => {
    expect(finds({ 'a.b.c': 'x' }, { 'a.b.c': 'x' })).toBe(true)
    expect(finds({ 'a.b.c': 'x' }, { a: { 'b.c': 'x' } })).toBe(true)
    expect(finds({ 'a.b.c': 'x' }, { 'a.b': { c: 'x' } })).toBe(true)
    expect(finds({ 'a.b.c': 'x' }, { 'a.b': { d: 'x' }, a: { b: { c: 'x' } } })).toBe(true)
  })

  it('compares numbers as numbers, also against texts that are one', () => {
    expect(finds({ a: 10 }, { a: 10 })).toBe(true)
    expect(finds({ a: 10 }, { a: '10' })).toBe(true)
    expect(finds({ a: 10 }, { a: '10.0' })).toBe(true)
    expect(finds({ a: 0 }, { a: '' })).toBe(false)
    expect(finds({ a: 0 }, { a: false })).toBe(false)
    expect(finds({ a: 17 }, { a: '0x11' })).toBe(false)
    expect(finds({ a: '10' }, { a: 10 })).toBe(true)
  })

  it('compares booleans with booleans and their texts', () => {
    expect(finds({ a: true }, { a: true })).toBe(true)
    expect(finds({ a: true }, { a: 'True' })).toBe(true)
    expect(finds({ a: 'false' }, { a: false })).toBe(true)
    expect(finds({ a: true }, { a: 1 })).toBe(false)
  })

  it('takes null as absent or null, and an empty text as just that', () => {
    expect(finds({ a: null }, {})).toBe(true)
    expect(finds({ a: null }, { a: null })).toBe(true)
    expect(finds({ a: null }, { a: [] })).toBe(true)
    expect(finds({ a: null }, { a: '' })).toBe(false)
    expect(finds({ a: '' }, { a: '' })).toBe(true)
    expect(finds({ a: '' }, {})).toBe(false)
    expect(finds({ a: '' }, { a: null })).toBe(false)
    expect(finds({ a: '*' }, { a: null })).toBe(false)
    expect(finds({ a: '*' }, { a: { b: 1 } })).toBe(true)
  })

  it('reads a whole sub-tree as its JSON text', () => {
    const raw = { p: { effect: 'Allow', on: ['s3:Get', 1, null] } }
    expect(finds({ 'p|contains|all': ['"Allow"', '"s3:get"'] }, raw)).toBe(true)
    expect(finds({ 'p|contains': 'Deny' }, raw)).toBe(false)
  })

  it('reads own keys only', () => {
    expect(finds({ 'a.constructor.name': '*' }, { a: {} })).toBe(false)
    expect(finds({ 'a.length': '*' }, { a: 'text' })).toBe(false)
    const polluted = JSON.parse('{"__proto__": {"admin": "yes"}, "b": {}}')
    expect(finds({ '__proto__.admin': 'yes' }, polluted)).toBe(true)
    expect(finds({ admin: 'yes' }, polluted)).toBe(false)
    expect(finds({ 'b.__proto__': '*' }, polluted)).toBe(false)
  })
})

describe('modifiers', () => {
  it.each([
    [{ 'a|contains': 'BC' }, 'abcd', true],
    [{ 'a|startswith': 'AB' }, 'abcd', true],
    [{ 'a|startswith': 'bc' }, 'abcd', false],
    [{ 'a|endswith': 'CD' }, 'abcd', true],
    [{ 'a|endswith': 'bc' }, 'abcd', false],
    [{ 'a|endswith': '\\x.exe' }, 'c:\\X.exe', true],
    [{ 'a|contains': 'a*d' }, 'xabcdx', true],
    [{ 'a|contains|all': ['ab', 'cd'] }, 'abcd', true],
    [{ 'a|contains|all': ['ab', 'xx'] }, 'abcd', false],
    [{ 'a|all|contains': ['ab', 'xx'] }, 'abcd', false],
    [{ 'a|contains': 12 }, 3123, true],
    [{ 'a|cased': 'Abc' }, 'Abc', true],
    [{ 'a|cased': 'Abc' }, 'abc', false],
    [{ 'a|contains|cased': 'B' }, 'abc', false],
    [{ 'a|re': 'b.d' }, 'abcd', true],
    [{ 'a|re': '^b' }, 'abcd', false],
    [{ 'a|re': 'B' }, 'abcd', false],
    [{ 'a|re|i': 'B' }, 'abcd', true],
    [{ 'a|re': 'a.b' }, 'a\nb', false],
    [{ 'a|re|s': 'a.b' }, 'a\nb', true],
    [{ 'a|re|m': '^b$' }, 'a\nb', true],
    [{ 'a|re': '^b$' }, 'a\nb', false],
    [{ 'a|re|i|s': 'A.B' }, 'a\nb', true],
    [{ 'a|re': '^12' }, 123, true],
    [{ 'a|gt': 5 }, 6, true],
    [{ 'a|gt': 5 }, '5', false],
    [{ 'a|gte': 5 }, '5', true],
    [{ 'a|lt': 5 }, 4.5, true],
    [{ 'a|lte': 5 }, 5, true],
    [{ 'a|lte': 5 }, 'x', false],
    [{ 'a|neq': 'x' }, 'X', false],
    [{ 'a|neq': 'x' }, 'y', true],
    [{ 'a|neq': ['x', 'y'] }, 'y', false],
    [{ 'a|exists': true }, null, true],
    [{ 'a|exists': false }, 'x', false],
    [{ 'b|exists': false }, 'x', true],
  ])('%j on %j is %j', (selection, value, expected) => {
    expect(finds(selection, { a: value })).toBe(expected)
  })

  it('finds a field that neq names absent to be different', () => {
    expect(finds({ 'a|neq': 'x' }, {})).toBe(true)
  })

  it('says that an empty list exists', () => {
    expect(finds({ 'a|exists': true }, { a: [] })).toBe(true)
  })

  it('compares two fields', () => {
    expect(finds({ 'a|fieldref': 'b.c' }, { a: 'X', b: { c: ['y', 'x'] } })).toBe(true)
    expect(finds({ 'a|fieldref|cased': 'b' }, { a: 'X', b: 'x' })).toBe(false)
    expect(finds({ 'a|fieldref|neq': 'b' }, { a: 'X', b: 'y' })).toBe(true)
    expect(finds({ 'a|fieldref': 'b' }, {})).toBe(false)
  })

  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/8', '::ffff:10.0.0.1', true],
    ['10.1.2.3/32', '10.1.2.3', true],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['0.0.0.0/0', '1', false],
    ['0.0.0.0/0', 'not an address', false],
    ['2001:db8::/32', '2001:0DB8:1::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['::/0', '10.0.0.1', false],
  ])('network %s holds %s: %j', (network, address, expected) => {
    expect(finds({ 'a|cidr': network }, { a: address })).toBe(expected)
  })
})

describe('keywords', () => {
  const raw = { user: 'Root', list: [{ note: 'evil SERVICE started' }], code: 4625, ok: true, none: null }

  it.each([
    [['nothing', 'evil service'], true],
    [['nothing'], false],
    [[4625], true],
    [['ev?l*started'], true],
    [['root*service'], false],
    [['user'], false],
    ['started', true],
    [{ '|all': ['root', 'evil'] }, true],
    [{ '|all': ['root', 'good'] }, false],
    [{ '|re': '^evil' }, true],
    [{ '|cased': 'ROOT' }, false],
    [{ '|contains': 'ROOT' }, true],
    [{ '|all': ['root', 'evil'], user: 'root' }, true],
    [['nothing', { user: 'root' }], true],
  ])('%j is %j', (keywords, expected) => {
    expect(finds(keywords, raw)).toBe(expected)
  })

  it('do not span two values', () => {
    expect(finds(['one\ntwo'], ['one', 'two'])).toBe(false)
    expect(finds(['one\ntwo'], ['one\nTWO'])).toBe(true)
  })

  it('search a record that is one bare text', () => {
    expect(finds(['%ASA-4'], 'Jan 1 host %asa-4-106023: Deny')).toBe(true)
  })

  it('take an escaped wildcard as it stands', () => {
    expect(finds(['a\\*b'], ['a*b'])).toBe(true)
    expect(finds(['a\\*b'], ['axb'])).toBe(false)
  })
})
