import { describe, expect, it } from 'vitest'
import { visible } from './visible.ts'

describe('a text made visible', () => {
  it.each([
    ['plain', 'plain'],
    ['Grüße 東京 👩‍💻 ❤️ 👍🏽', 'Grüße 東京 👩‍💻 ❤️ 👍🏽'],
    ['a\r\nb\tc\u2028d', 'a  b c d'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['a\u200bb\u200dc\u2060d\ufeff', 'a\\u{200b}b\\u{200d}c\\u{2060}d\\u{feff}'],
    ['\u001b[31mred\u0007', '\\u{1b}[31mred\\u{7}'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['\u{e0041}\u3164\u115f\u2800', '\\u{e0041}\\u{3164}\\u{115f}\\u{2800}'],
  ])('is %j -> %j', (text, wanted) => {
    expect(visible(text, 100)).toBe(wanted)
  })

  it('is cut with an ellipsis, never within a pair or an escape', () => {
    expect(visible('abcdef', 6)).toBe('abcdef')
    expect(visible('abcdefg', 6)).toBe('abcde…')
    expect(visible('abcd👍👍', 6)).toBe('abcd…')
    expect(visible('ab\u202ecd', 6)).toBe('ab…')
    expect(visible('\u202e'.repeat(1_000_000), 20)).toBe('\\u{202e}\\u{202e}…')
    for (let longest = 1; longest < 40; longest += 1)
      expect(visible('👍\u202ea\ud83d'.repeat(10), longest).length).toBeLessThanOrEqual(longest)
  })
})
