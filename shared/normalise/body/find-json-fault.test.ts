import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault, whereIs } from './find-json-fault.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('findJsonFault', () => {
  it('finds none in JSON', () => {
    fc.assert(fc.property(fc.json(), (text) => findJsonFault(text) === undefined))
  })

  it('agrees with the parser on whether a damaged text is JSON', () => {
    const damage = fc.tuple(
      fc.json(),
      fc.nat(60),
      fc.constantFrom('', '"', '}', ']', ',', ':', '\\', '1', '-', '\n', 'x'),
    )
    fc.assert(
      fc.property(damage, ([text, at, put]) => {
        const damaged = text.slice(0, at) + put + text.slice(at + 1)
        expect(findJsonFault(damaged) === undefined).toBe(isJson(damaged))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['{"a" 1}', 5, 'unexpected "1" where : was expected'],
    ['{a:1}', 1, 'unexpected "a" where name or } was expected'],
    ['[1 2]', 3, 'unexpected "2" where , or ] was expected'],
    ['[1', 2, 'the text ends where , or ] was expected'],
    ['"\\x"', 1, 'unknown escape in a string'],
    ['"a\nb"', 2, 'control character in a string'],
    ['01', 0, 'unexpected "0" where value was expected'],
    ['nul', 0, 'unexpected "n" where value was expected'],
  ])('names the place in %j', (text, position, problem) => {
    expect(findJsonFault(text)).toEqual({ position, problem })
  })

  it('follows nesting and strings of any length', () => {
    expect(findJsonFault('['.repeat(1_000_000))?.position).toBe(1_000_000)
    expect(findJsonFault(`"${'x'.repeat(5_000_000)}`)?.position).toBe(5_000_001)
  })
})

describe('whereIs', () => {
  it('counts lines and columns from one', () => {
    expect(whereIs('ab\ncd', 4)).toBe('line 2, column 2 (position 4)')
    expect(whereIs('ab', 0)).toBe('line 1, column 1 (position 0)')
  })
})
