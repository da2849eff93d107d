import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../events/audit-event.ts'
import { canonicalJson, deepJson, exactText } from '../events/stringify.ts'
import { MAX_PARSED_LEVELS, parseJson } from './parse-json.ts'
import { at } from './record.ts'

const spaces = fc.constantFrom('', ' ', '\n\t')
const numbers = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.bigInt().map(String),
  fc
    .tuple(fc.constantFrom('', '-'), fc.nat(), fc.bigInt({ min: 0n }), fc.integer({ min: -400, max: 400 }))
    .map(([sign, whole, part, power]) => `${sign}${whole}.${part}e${power}`),
  fc.constantFrom('-0', '0.10', '1E2', '1e+2', '9007199254740993', '1e400', '1e-400'),
)
const strings = fc
  .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('":', '\\', '"', '{"a":1}', '__proto__', 'a', 'b'))
  .map((text) => JSON.stringify(text))
/** JSON texts with white space, odd numbers and repeated keys; each with a text that tells values apart to the letter. */
const texts = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    numbers,
    strings,
    fc.constantFrom('true', 'false', 'null'),
    fc
      .tuple(fc.array(fc.tuple(spaces, tie('value'), spaces).map((parts) => parts.join(''))))
      .map(([items]) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(spaces, strings, spaces, fc.constant(':'), spaces, tie('value'), spaces).map((p) => p.join('')))
      .map((members) => `{${members.join(',')}}`),
  ),
})).value

describe('parseJson', () => {
  it('gives what JSON.parse gives, for every JSON text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseJson(text)).toStrictEqual(JSON.parse(text))
        expect(Object.keys(Object(parseJson(text)))).toEqual(Object.keys(Object(JSON.parse(text))))
      }),
      { numRuns: 500 },
    )
  })

  it('refuses what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.oneof(texts, fc.json()), fc.nat(), fc.string({ maxLength: 2 }), (text, place, put) => {
        const broken = text.slice(0, place % (text.length + 1)) + put + text.slice(place % (text.length + 1))
        expect(attempt(() => parseJson(broken))).toEqual(attempt(() => JSON.parse(broken)))
      }),
      { numRuns: 1_000 },
    )
  })

  it('remembers nothing of what the value says by itself', () => {
    fc.assert(fc.property(fc.json(), (text) => exactText(parseJson(text)) === undefined || /-0|e/.test(text)))
  })

  it('refuses nesting without measure', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(() => parseJson(nested(MAX_PARSED_LEVELS + 1))).toThrow(SyntaxError)
    expect(parseJson(nested(MAX_PARSED_LEVELS))).toBeInstanceOf(Array)
    expect(deepJson(parseJson(`[1e400,${nested(MAX_PARSED_LEVELS - 1)}]`))).toBe(
      `[1e400,${nested(MAX_PARSED_LEVELS - 1)}]`,
    )
  })
})

describe('the exact text of a value', () => {
  it.each([
    '{"a":9007199254740993}',
    '{"a":-123456789012345678901234567890}',
    '{"a":1e400,"b":1e-400}',
    '{"a":0.1000000000000000055}',
    '[[{"a":1,"b":0,"a":2}],{"a":[9007199254740993,1]}]',
    '{"a":{"b":9007199254740993},"a":{"b":1},"a":{"b":9007199254740995}}',
    '{"__proto__":1,"__proto__":{"x":1e999}}',
    '{"a":"\\u0000\\"é😀","n":12345678901234567890}',
  ])('is %s', (text) => {
    expect(exactText(parseJson(text))).toBe(text)
  })

  it('is none where the value says it all, however it is written', () => {
    for (const text of [
      '{"a" : 1.0, "b": 1e2}',
      '{"a":0.1,"b":9007199254740991,"c":1700000000.1234567}',
      '[1e21]',
      '"a"',
      '1e400',
    ])
      expect(exactText(parseJson(text))).toBeUndefined()
  })

  it('is there for any part that needs it, and for that alone', () => {
    const value = parseJson('{"list":[{"n":9007199254740993},{"n":1}]}')
    const list = at(value, 'list') as Json[]
    expect([exactText(value), exactText(list), exactText(list[0] ?? null), exactText(list[1] ?? null)]).toEqual([
      '{"list":[{"n":9007199254740993},{"n":1}]}',
      '[{"n":9007199254740993},{"n":1}]',
      '{"n":9007199254740993}',
      undefined,
    ])
  })

  it('says the same when it is parsed again, for every JSON text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const value = parseJson(text)
        const exact = exactText(value)
        if (exact === undefined) return
        expect(withoutMinusZero(JSON.parse(exact))).toEqual(withoutMinusZero(JSON.parse(text)))
        expect(exactText(parseJson(exact))).toBe(exact)
        expect(canonicalJson(parseJson(exact))).toBe(canonicalJson(value))
      }),
      { numRuns: 500 },
    )
  })

  it('tells records apart that differ only there', () => {
    const forms = [
      '{"a":1,"a":2}',
      '{"a":0,"a":2}',
      '{"a":2}',
      '{"a":9007199254740993}',
      '{"a":9007199254740992}',
      '{"a":1e400}',
      '{"a":null}',
    ]
    expect(new Set(forms.map((text) => canonicalJson(parseJson(text)))).size).toBe(forms.length)
    expect(canonicalJson(parseJson('{"b":9007199254740993,"a":1}'))).toBe('{"a":1,"b":9007199254740993}')
  })

  it('does not bring back what was since changed', () => {
    const value = parseJson('{"a":9007199254740993,"b":9007199254740995}')
    Object.assign(value as object, { a: 'changed' })
    expect(exactText(value)).toBe('{"a":"changed","b":9007199254740995}')
  })

  it('is found in time that grows with the text, not faster', () => {
    const repeated = `{${'"a":1,'.repeat(200_000)}"b":1}`
    expect(exactText(parseJson(repeated))).toBe(repeated)
    expect(() => parseJson(`"${'\\'.repeat(2_000_000)}`)).toThrow(SyntaxError)
    expect(exactText(parseJson(`[${'0'.repeat(1)}.${'0'.repeat(500_000)}1]`))).toMatch(/^\[0\.0+1\]$/)
  })
})

function attempt(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return (error as Error).name
  }
}

/** JSON texts of values have no minus zero. */
function withoutMinusZero(value: unknown): unknown {
  if (Object.is(value, -0)) return 0
  if (Array.isArray(value)) return value.map(withoutMinusZero)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutMinusZero(inner)]))
}
