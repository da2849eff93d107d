import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isHmac, isOneOf } from './compare.ts'

const codeOf = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex')

describe('comparing with secrets', () => {
  it('finds a text among several, and no empty one', () => {
    expect(isOneOf('b', ['a', 'b'])).toBe(true)
    expect(isOneOf('', ['', 'a'])).toBe(false)
    expect(isOneOf('a', [])).toBe(false)
  })

  it('finds the code of one of the messages, given in parts, and none of an empty secret', () => {
    expect(isHmac(codeOf('s', 'v0:x'), ['r', 's'], [['y'], ['v0:', Buffer.from('x')]])).toBe(true)
    expect(isHmac(codeOf('s', 'v0:x'), ['r'], [['v0:x']])).toBe(false)
    expect(isHmac(codeOf('', 'x'), [''], [['x']])).toBe(false)
    expect(isHmac(codeOf('s', 'x').slice(2), ['s'], [['x']])).toBe(false)
    expect(isHmac('', ['s'], [['x']])).toBe(false)
  })
})
