import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PieceFinder } from './piece-finder.ts'

function found(pieces: readonly string[], text: string): string[] {
  const places = new Map([...new Set(pieces)].map((piece) => [piece, [pieces.indexOf(piece)]]))
  const at = new Set<number>()
  new PieceFinder(places).find(text, at)
  return [...at].sort((a, b) => a - b).map((i) => pieces[i]!)
}

it.each([
  [['abcd', 'bcd', 'd', 'x'], 'abcd', ['abcd', 'bcd', 'd']],
  [['abcdef', 'cdef'], '..abcdef', ['abcdef', 'cdef']],
  [['abcdef'], 'bcdef', []],
  [['abcdef'], 'abcde', []],
  [['/bin/bash', '/bin/dash'], 'run /bin/dash -c', ['/bin/dash']],
  [['\u0100bcd', 'abcd'], 'x\u0000bcd', []],
  [['σας ναι'], '— σας ναι —', ['σας ναι']],
])('of %j it finds in %j: %j', (pieces, text, expected) => {
  expect(found(pieces, text)).toEqual(expected)
})

it('finds just the pieces that a text includes', () => {
  const unit = fc.constantFrom('a', 'b', '/', 'Ā', '\u0000', '😀')
  const piece = fc.string({ unit, minLength: 1, maxLength: 7 })
  fc.assert(
    fc.property(fc.uniqueArray(piece, { maxLength: 30 }), fc.string({ unit, maxLength: 40 }), (pieces, text) => {
      expect(found(pieces, text)).toEqual(pieces.filter((one) => text.includes(one)))
    }),
    { numRuns: 1_000 },
  )
})

it('takes one pass however many pieces there are', () => {
  const pieces = Array.from({ length: 20_000 }, (_, i) => `something ${i} else`)
  const finder = new PieceFinder(new Map(pieces.map((piece, i) => [piece, [i]])))
  const text = 'something 7 els, something else '.repeat(3_000)
  const started = performance.now()
  const at = new Set<number>()
  finder.find(`${text}something 77 else`, at)
  expect([...at]).toEqual([77])
  expect(performance.now() - started).toBeLessThan(1_000)
})
