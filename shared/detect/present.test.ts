import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyValue, shown } from './present.ts'

describe('a text that is shown', () => {
  it('is one line without control or direction-changing characters, cut to its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 2, max: 30 }), (text, longest) => {
        const result = shown(text, longest)
        expect(result.length).toBeLessThanOrEqual(longest)
        expect(result).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2028\u2029]/u)
      }),
    )
  })

  it('is never cut within a character', () => {
    expect(shown(`aa${'😀'.repeat(5)}`, 4)).toBe('aa…')
    expect(shown('a\ud800b')).toBe('a b')
  })
})

describe('a value in a key', () => {
  it('stays as it is when it is short and plain', () => {
    expect(keyValue('ann@example.com')).toBe('ann@example.com')
    expect(keyValue('')).toBe('')
  })

  it('can not pass for several pairs', () => {
    expect(keyValue('a, src_endpoint.ip=10.0.0.1')).toBe('"a, src_endpoint.ip=10.0.0.1"')
    expect(keyValue('"a"')).toBe('"\\"a\\""')
  })

  it('differs for different values, however alike they look', () => {
    const long = 'x'.repeat(1000)
    expect(keyValue(`${long}1`)).not.toBe(keyValue(`${long}2`))
    expect(keyValue('a\u0000')).not.toBe(keyValue('a\u0001'))
    expect(keyValue('a\ud800')).not.toBe(keyValue('a '))
    expect(keyValue(`${long}1`).length).toBeLessThan(300)
  })
})
