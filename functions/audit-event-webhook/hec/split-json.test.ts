import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitJson } from './split-json.ts'

const split = (text: string) => splitJson(Buffer.from(text)).map((part) => Buffer.from(part).toString())

describe('splitting JSON texts that follow one another', () => {
  it.each([
    ['{"a":1}{"a":2}', ['{"a":1}', '{"a":2}']],
    [' {"a":1}\r\n\t{"a":2},[3] ', ['{"a":1}', '{"a":2}', '[3]']],
    ['{"a":"}{"}{"b":"\\"}{"}', ['{"a":"}{"}', '{"b":"\\"}{"}']],
    ['{"a":"\\\\"}{"b":1}', ['{"a":"\\\\"}', '{"b":1}']],
    ['{"a":{"b":[{}]}}{}', ['{"a":{"b":[{}]}}', '{}']],
    ['{\n  "a": 1\n}\n{\n  "a": 2\n}', ['{\n  "a": 1\n}', '{\n  "a": 2\n}']],
    ['{"ä":"}€"}{"b":1}', ['{"ä":"}€"}', '{"b":1}']],
    ['', []],
    [' ,\n', []],
  ])('takes %j apart', (text, parts) => {
    expect(split(text)).toEqual(parts)
  })

  it.each([
    ['{"a":1}oops{"b":2}', ['{"a":1}', 'oops', '{"b":2}']],
    ['oops\n{"b":2}', ['oops', '{"b":2}']],
    ['{"a":1}}{"b":2}', ['{"a":1}', '}', '{"b":2}']],
    ['{"a":1}{"b":', ['{"a":1}', '{"b":']],
    ['{"a":"cut\n{"b":2}', ['{"a":"cut', '{"b":2}']],
    ['{"a":]{"b":2}', ['{"a":]', '{"b":2}']],
    ['{"a":"\\', ['{"a":"\\']],
  ])('keeps what is broken in %j by itself', (text, parts) => {
    expect(split(text)).toEqual(parts)
  })

  it('gives back whatever objects and arrays were written, in any way', () => {
    const texts = fc.array(fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), fc.json()), fc.array(fc.json())))
    const between = fc.constantFrom('', ' ', '\n', ',', '\r\n')
    fc.assert(
      fc.property(texts, between, fc.constantFrom(0, 2), (values, gap, indent) => {
        const written = values.map((value) => JSON.stringify(value, null, indent))
        expect(split(written.join(gap))).toEqual(written)
      }),
    )
  })

  it('loses no byte that is not a blank or a comma, of whatever comes', () => {
    const bare = (text: string) => text.replace(/[\s,]/g, '')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]"\\,: \na') }), (text) => {
        expect(bare(split(text).join(''))).toBe(bare(text))
      }),
    )
  })

  it('takes time in proportion to the length', () => {
    const secondsFor = (text: string, repeated: number) => {
      const body = Buffer.from(text.repeat(repeated))
      const before = process.cpuUsage()
      splitJson(body)
      return process.cpuUsage(before).user / 1e6
    }
    // What looks back or ahead from each place would take minutes.
    for (const text of ['{"a":', '{}', '}', '"', '[{"', 'x\n'])
      expect([text, secondsFor(text, 400_000) < 3]).toEqual([text, true])
  })
})
