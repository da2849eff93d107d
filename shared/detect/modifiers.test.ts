import { describe, expect, it } from 'vitest'
import { faultLine, parseRules } from './index.ts'
import { aRule, finds } from './testing.ts'

function faultOf(selection: unknown): string {
  const doc = aRule({ detection: { selection, condition: 'selection' } })
  return parseRules([{ file: 'a.yml', doc }])
    .faults.map(faultLine)
    .join()
}

const base64 = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64')

describe('windash', () => {
  it.each(['-', '/', '–', '—', '―'])('takes %s for any other dash', (dash) => {
    for (const written of ['-', '/', '–', '—', '―'])
      expect(finds({ 'a|windash|contains': ` ${written}f -x` }, { a: `del ${dash}F ${written}X` })).toBe(true)
  })

  it.each([
    [{ 'a|contains|windash': ' -f' }, 'del +f', false],
    [{ 'a|contains|windash': ' -f' }, 'del f', false],
    [{ 'a|windash': '-f' }, '/F', true],
    [{ 'a|windash|cased': '-f' }, '/F', false],
    [{ 'a|windash': '-f*x?' }, '—fooxy', true],
    [{ 'a|windash': '\\*-' }, '*/', true],
    [{ 'a|windash': '' }, '', true],
    [{ 'a|windash': 'plain' }, 'plain', true],
    [{ 'a|contains|all|windash': ['-a', '-b'] }, '/a –b', true],
    [{ 'a|contains|all|windash': ['-a', '-b'] }, '/a', false],
    [{ '|windash': ['-enc'] }, 'run /enc', true],
  ])('%j on %j is %j', (selection, a, expected) => {
    expect(finds(selection, { a })).toBe(expected)
  })

  it('is encoded in every spelling', () => {
    for (const dash of ['-', '/', '–', '—', '―'])
      expect(finds({ 'a|windash|base64|cased': '-x' }, { a: base64(`${dash}x`) })).toBe(true)
  })
})

describe('encodings', () => {
  it.each([
    [{ 'a|base64': 'foobar' }, 'Zm9vYmFy', true],
    [{ 'a|base64': 'foobar' }, 'Zm9vYmF', false],
    [{ 'a|base64|contains': 'foobar' }, 'x Zm9vYmFy x', true],
    [{ 'a|base64': 'ä\\*' }, base64('ä*'), true],
    [{ 'a|base64': 'a\\b' }, base64('a\\b'), true],
    [{ 'a|base64': ['no', 'foobar'] }, 'Zm9vYmFy', true],
    [{ 'a|base64|cased': 'foobar' }, 'zm9vYmFy', false],
    [{ 'a|wide|base64': 'cmd' }, 'YwBtAGQA', true],
    [{ 'a|utf16le|base64': 'cmd' }, 'YwBtAGQA', true],
    [{ 'a|utf16be|base64': 'cmd' }, 'AGMAbQBk', true],
    [{ 'a|utf16|base64': 'cmd' }, '//5jAG0AZAA=', true],
    [{ 'a|utf16le': 'c*'.replace('*', '\\*') }, 'c\0*\0', true],
    [{ 'a|utf16be|contains': 'c' }, 'x\0cx', true],
    [{ 'a|utf16': 'c' }, 'ÿþc\0', true],
    [{ 'a|wide|base64': '𝄞' }, base64('𝄞', 'utf16le'), true],
    [{ '|base64': ['foobar'] }, 'x Zm9vYmFy', true],
  ])('%j on %j is %j', (selection, a, expected) => {
    expect(finds(selection, { a })).toBe(expected)
  })

  it.each(['', 'x', 'xy', 'xyz', 'xyz1'])('base64offset finds a text after %j, whatever follows it', (before) => {
    for (const after of ['', 'q', 'qr', 'qrs']) {
      const a = base64(`${before}http://evil${after}`)
      expect(finds({ 'a|base64offset|contains|cased': 'http://evil' }, { a })).toBe(true)
      expect(finds({ 'a|base64offset|contains|cased': 'http://good' }, { a })).toBe(false)
      const wide = base64(`${before}http://evil${after}`, 'utf16le')
      expect(finds({ 'a|wide|base64offset|contains|cased': 'http://evil' }, { a: wide })).toBe(true)
    }
  })

  it('under all want every value, each in one of its forms', () => {
    const a = base64('one and two')
    expect(finds({ 'a|base64offset|contains|all': ['one', 'two'] }, { a })).toBe(true)
    expect(finds({ 'a|base64offset|contains|all': ['one', 'six'] }, { a })).toBe(false)
  })
})

describe('fieldref', () => {
  it.each([
    [{ 'a|fieldref|startswith': 'b' }, { a: 'Ann@x', b: 'ann' }, true],
    [{ 'a|fieldref|startswith': 'b' }, { a: 'x@ann', b: 'ann' }, false],
    [{ 'a|endswith|fieldref': 'b' }, { a: 'x@ann', b: 'ann' }, true],
    [{ 'a|fieldref|contains': 'b' }, { a: 'x@ann@x', b: ['no', 'ann'] }, true],
    [{ 'a|fieldref|contains': 'b' }, { a: 'x', b: '' }, false],
    [{ 'a|fieldref|contains|cased': 'b' }, { a: 'xAnnx', b: 'ann' }, false],
    [{ 'a|fieldref': 'b' }, { a: 5, b: '5' }, true],
    [{ 'a|fieldref': 'b' }, { a: null, b: null }, false],
    [{ 'a|fieldref': 'b' }, { a: '*', b: 'x' }, false],
    [{ 'a|fieldref|neq|endswith': 'b' }, { a: 'x', b: 'y' }, true],
  ])('%j on %j is %j', (selection, raw, expected) => {
    expect(finds(selection, raw)).toBe(expected)
  })
})

describe('times', () => {
  it.each([
    [{ 'a|minute': 35 }, '2025-01-15T09:35:20Z', true],
    [{ 'a|hour': 9 }, '2025-01-15 09:35:20.456', true],
    [{ 'a|hour': 9 }, '2025-01-15T09:35:20+05:00', true],
    [{ 'a|day': 15 }, '2025-01-15', true],
    [{ 'a|hour': 0 }, '2025-01-15', false],
    [{ 'a|week': 1 }, '2024-12-30T00:00:00Z', true],
    [{ 'a|week': 53 }, '2021-01-03T23:59:59Z', true],
    [{ 'a|week': 3 }, '2025-01-15T09:35:20Z', true],
    [{ 'a|month': 1 }, '2025-01-15T09:35:20.1234567Z', true],
    [{ 'a|year': 2025 }, '2025-01-15T09:35:20Z', true],
    [{ 'a|hour|gte': 22 }, '2025-01-15T23:00Z', true],
    [{ 'a|hour|lt': 6 }, '2025-01-15T06:00Z', false],
    [{ 'a|hour': [5, 9] }, '2025-01-15T09:35:20Z', true],
    [{ 'a|hour|neq': 9 }, '2025-01-15T09:35:20Z', false],
    [{ 'a|year': 2025 }, 1736933720000, true],
    [{ 'a|year': 2025 }, 1736933720, true],
    [{ 'a|year': 2025 }, '1736933720', true],
    [{ 'a|day': 30 }, '2025-02-30', false],
    [{ 'a|hour': 9 }, 'at 09:35', false],
    [{ 'a|year': 1970 }, '', false],
    [{ 'a|year': 1970 }, null, false],
    [{ 'a|year|gte': 0 }, 1e300, false],
  ])('%j on %j is %j', (selection, a, expected) => {
    expect(finds(selection, { a })).toBe(expected)
  })
})

describe('null, empty texts and numbers', () => {
  it.each([
    [{ 'a|neq': null }, {}, false],
    [{ 'a|neq': null }, { a: 'x' }, true],
    [{ 'a|neq': '' }, { a: '' }, false],
    [{ 'a|neq': 5 }, { a: '5' }, false],
    [{ 'a|neq': 5 }, { a: 'five' }, true],
    [{ 'a|exists': true }, { a: null }, true],
    [{ 'a|exists': true }, { a: '' }, true],
    [{ 'a|exists': false }, { a: null }, false],
    [{ 'a|cased': 5 }, { a: '5' }, true],
    [{ 'a|cased': '' }, { a: '' }, true],
    [{ 'a|gt': 5 }, { a: '' }, false],
    [{ 'a|gt': -1 }, { a: null }, false],
    [{ 'a|lt': 5 }, { a: '4e0' }, true],
    [{ 'a|cidr': '10.0.0.0/8' }, { a: '' }, false],
    [{ 'a|cidr': '10.0.0.0/8' }, { a: null }, false],
    [{ 'a|cidr': '::ffff:10.0.0.0/104' }, { a: '10.9.9.9' }, true],
    [{ 'a|cidr': ['192.168.0.0/16', '::1/128'] }, { a: '0:0:0:0:0:0:0:1' }, true],
  ])('%j on %j is %j', (selection, raw, expected) => {
    expect(finds(selection, raw)).toBe(expected)
  })
})

it.each([
  [{ 'a|base64': 5 }, 'encodes the value 5; give it a text'],
  [{ 'a|base64': null }, 'encodes the value null'],
  [{ 'a|base64': '' }, 'encodes the value ""'],
  [{ 'a|base64': 'a*' }, 'encodes a text with wildcards'],
  [{ 'a|base64offset': 'a' }, 'a value of one byte'],
  [{ 'a|windash|base64': '-----' }, 'too many dashes'],
  [{ 'a|windash': 5 }, 'give it a text in quotes'],
  [{ 'a|windash': null }, 'has the value null'],
  [{ 'a|cased': null }, 'has the value null'],
  [{ 'a|fieldref': null }, 'has the value null'],
  [{ 'a|base64|base64offset': 'x' }, 'combines base64 and base64offset'],
  [{ 'a|wide|utf16be': 'x' }, 'combines wide and utf16be'],
  [{ 'a|hour|day': 1 }, 'combines hour and day'],
  [{ 'a|contains|contains': 'x' }, '"contains" twice'],
  [{ 'a|base64|wide': 'x' }, '"base64" before "wide"; write "wide" first'],
  [{ 'a|base64|windash': 'x' }, '"base64" before "windash"'],
  [{ 'a|base64|expand': 'x' }, '"base64" before "expand"'],
  [{ 'a|contains|base64': 'x' }, '"contains" before "base64"'],
  [{ 'a|i|re': 'x' }, '"i" before "re"'],
  [{ 'a|gt|hour': 1 }, '"gt" before "hour"'],
  [{ 'a|base64|re': 'x' }, 'combines base64 and re'],
  [{ 'a|windash|cidr': '10.0.0.0/8' }, 'combines windash and cidr'],
  [{ 'a|fieldref|re': 'x' }, 'combines fieldref and re'],
  [{ 'a|fieldref|base64': 'x' }, 'combines base64 and fieldref'],
  [{ 'a|cased|gt': 1 }, 'combines cased and gt'],
  [{ 'a|hour|contains': 1 }, 'combines contains and hour'],
  [{ 'a|hour|cased': 1 }, 'combines cased and hour'],
  [{ 'a|neq|exists': true }, 'combines neq and exists'],
  [{ 'a|expand|exists': '%x%' }, 'combines expand and exists'],
  [{ 'a|hour': 24 }, 'a whole number from 0 to 23'],
  [{ 'a|hour': '9' }, 'give it a number'],
  [{ 'a|gt': '5' }, 'give it a number'],
  [{ 'a|all': 'x' }, 'all of one value'],
  [{ 'a|contains|all': ['x'] }, 'all of one value'],
  [{ '|hour': 1 }, 'hour needs one'],
  [{ '|fieldref': 'x' }, 'fieldref needs one'],
  [{ 'a|': 'x' }, 'the modifier ""'],
  [{ 'a|cidr': 10 }, 'give it a text'],
  [{ 'a|cidr': '' }, 'give it a text'],
  [{ 'a|cidr': '10.0.0.0/' }, 'no network'],
  [{ 'a|cidr': '10.0.0.0/-1' }, 'no network'],
  [{ 'a|cidr': ' 10.0.0.0/8' }, 'no network'],
  [{ 'a|cidr': '10.0.0/8' }, 'no network'],
  [{ 'a|cidr': '10.*' }, 'no network'],
  [{ 'a|cidr': '::/129' }, 'no network'],
  [{ 'a|cidr': '2001:db8::/32/1' }, 'no network'],
  [{ 'a|cidr': 'fe80::1%eth0/64' }, 'no network'],
  [{ 'a|cidr': '10.1.2.3/8' }, 'an address within a network; write 10.0.0.0/8, or 10.1.2.3/32'],
  [{ 'a|cidr': '2001:db8::1/32' }, 'write 2001:db8::/32, or 2001:db8::1/128'],
])('refuses %j', (selection, problem) => {
  expect(faultOf(selection)).toContain(problem)
})
