import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compilePattern, foldCase, parsePattern, plainPieces } from './pattern.ts'

const matches = (pattern: string, text: string) => compilePattern(parsePattern(pattern))(text)

describe('a text value with wildcards', () => {
  it.each([
    ['prog?.exe', 'progA.exe', true],
    ['prog?.exe', 'prog.exe', false],
    ['prog?.exe', 'progAB.exe', false],
    ['anti*.exe', 'anti.exe', true],
    ['anti*.exe', 'antivirus_V21.2.1.exe', true],
    ['anti*.exe', 'antivirus.exe.bak', false],
    ['*', '', true],
    ['?', '', false],
    ['**', 'x', true],
    ['', '', true],
    ['', 'x', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'axbxbxc', true],
    ['ab*bc', 'abc', false],
    ['*ab*ba*', 'aba', false],
    ['*?b', 'b', false],
    ['*?b', 'aab', true],
    ['a?*', 'ab', true],
    ['a?*', 'a', false],
    ['line*end', 'line\nend', true],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', 'é😀', true],
  ])('%j on %j is %j', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected)
  })

  it.each([
    ['a\\b', 'a\\b'],
    ['a\\\\b', 'a\\b'],
    ['\\*', '*'],
    ['\\?', '?'],
    ['\\\\\\*', '\\*'],
    ['\\\\\\', '\\\\'],
    ['\\\\\\\\', '\\\\'],
    ['C:\\Windows\\', 'C:\\Windows\\'],
    ['100%\\n', '100%\\n'],
  ])('%j is the plain text %j', (pattern, text) => {
    expect(plainPieces(parsePattern(pattern))).toEqual([text])
    expect(matches(pattern, text)).toBe(true)
  })

  it('takes an escaped backslash before a wildcard as a backslash and a wildcard', () => {
    expect(matches('a\\\\*', 'a\\bc')).toBe(true)
    expect(matches('a\\\\*', 'abc')).toBe(false)
    expect(matches('a\\\\?', 'a\\b')).toBe(true)
    expect(plainPieces(parsePattern('a\\\\*b?'))).toEqual(['a\\', 'b'])
  })

  it('means what a regular expression of the same shape means', () => {
    const word = fc.array(fc.constantFrom('a', 'b', '?', '*', '\\'), { maxLength: 8 }).map((chars) => chars.join(''))
    const text = fc.array(fc.constantFrom('a', 'b', '*', '?', '\\', '😀'), { maxLength: 12 }).map((c) => c.join(''))
    fc.assert(
      fc.property(word, text, (pattern, value) => {
        const source = pattern.replace(/\\[\\*?]|[\\*?]/g, (found) =>
          found === '*' ? '.*' : found === '?' ? '.' : `\\${found.at(-1)}`,
        )
        expect(matches(pattern, value)).toBe(new RegExp(`^${source}$`, 'su').test(value))
      }),
      { numRuns: 3000 },
    )
  })

  it('stays quick where a backtracking matcher would not', () => {
    const text = 'a'.repeat(50_000)
    const start = performance.now()
    expect(matches('*a*a*a*a*a*a*a*ab', text)).toBe(false)
    expect(matches('*a*a*a*a*a*a*a*a?b', text)).toBe(false)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('taking the letter case out', () => {
  it('folds a part of a word as it folds the whole', () => {
    expect(foldCase('ΟΔΟΣΑ')).toContain(foldCase('ΟΔΟΣ'))
    expect(foldCase('ÄRGER')).toBe('ärger')
  })
})
