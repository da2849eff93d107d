import { describe, expect, it } from 'vitest'
import { seal, unseal } from './seal.ts'

const secret = Buffer.alloc(32, 7)
const nonce = Buffer.alloc(12, 1)
const text = 'route: { receiver: "ops" } # ünïcode 🦊'

describe('a sealed text', () => {
  it('is opened by the same secret for the same purpose, and shows nothing of the text', () => {
    const sealed = seal(secret, 'a', text, nonce)
    expect(unseal(secret, 'a', sealed)).toBe(text)
    expect(Buffer.from(sealed.slice(3), 'base64url').includes('ops')).toBe(false)
    expect(sealed).not.toBe(seal(secret, 'a', text, Buffer.alloc(12, 2)))
    expect(unseal(secret, 'a', seal(secret, 'a', '', nonce))).toBe('')
  })

  it('is not opened by another secret, nor for another purpose', () => {
    const sealed = seal(secret, 'a', text, nonce)
    expect(unseal(Buffer.alloc(32, 8), 'a', sealed)).toBeUndefined()
    expect(unseal(secret, 'b', sealed)).toBeUndefined()
  })

  it('is not opened when any byte of it is another', () => {
    const bytes = Buffer.from(seal(secret, 'a', text, nonce).slice(3), 'base64url')
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes)
      changed[index]! ^= 1
      expect(unseal(secret, 'a', `v1.${changed.toString('base64url')}`)).toBeUndefined()
    }
  })

  it.each(['', 'v1', 'v1.', 'v2.AAAA', 'v1.AAAA', 'garbage', 'v1.a.b'])('is not %j', (sealed) => {
    expect(unseal(secret, 'a', sealed)).toBeUndefined()
  })

  it('needs a nonce of twelve bytes', () => {
    expect(() => seal(secret, 'a', text, Buffer.alloc(11))).toThrow('12 bytes')
  })
})
