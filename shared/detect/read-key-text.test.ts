import { describe, expect, it } from 'vitest'
import { keyText } from './key-of.ts'
import { isWhole, readKeyText } from './read-key-text.ts'

describe('readKeyText', () => {
  it.each([
    [[]],
    [[{ name: 'actor.user.name', value: 'ann' }]],
    [[{ name: 'a', value: '' }]],
    [
      [
        { name: 'a', value: 'x, b=y' },
        { name: 'b c', value: 'say "hi"' },
        { name: 'd', value: ' led and trailed ' },
      ],
    ],
    [[{ name: 'arn', value: 'arn:aws:iam::1:user/a=b' }]],
    [[{ name: 'path', value: 'C:\\Users\\ann' }]],
    [[{ name: 'path', value: 'C:\\Users\\"ann"\\' }]],
    [[{ name: 'a', value: '*' }]],
  ])('reads what keyText writes: %j', (parts) => {
    expect(readKeyText(keyText(parts))).toEqual(parts)
  })

  it('reads nothing else', () => {
    for (const text of ['', 'a', 'a="x', 'a=x,b=y', 'a="x"y', 'a=x, ', '=x', 'a="\\x"'])
      expect(readKeyText(text), text).toBeUndefined()
  })

  it('tells whether a value is whole', () => {
    const shownValue = (value: string) => readKeyText(keyText([{ name: 'a', value }]))![0]!.value
    expect(isWhole(shownValue('x'.repeat(256)))).toBe(true)
    for (const changed of ['x'.repeat(257), 'line\nbreak', '\u202e']) expect(isWhole(shownValue(changed))).toBe(false)
  })
})
