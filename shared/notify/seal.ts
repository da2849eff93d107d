import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'

const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
/** NIST SP 800-38D, sections 5.2.1.1 and 5.2.1.2. */
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Encrypts a text with AES-256-GCM under a key derived from the secret by HKDF (RFC 5869).
 * @param purpose what is sealed for one can't be opened for another
 * @param nonce 12 random bytes, never the same twice
 * @returns `v1.` and base64url of nonce, ciphertext and tag
 */
export function seal(secret: Buffer, purpose: string, text: string, nonce: Buffer): string {
  if (nonce.length !== NONCE_BYTES) throw new Error(`a nonce has ${NONCE_BYTES} bytes, this one ${nonce.length}`)
  const cipher = createCipheriv(CIPHER, keyOf(secret, purpose), nonce, { authTagLength: TAG_BYTES })
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${sealed.toString('base64url')}`
}

/** Opens what `seal` made; undefined when it was sealed under another secret or for another purpose, or was changed. */
export function unseal(secret: Buffer, purpose: string, sealed: string): string | undefined {
  const [version, encoded, rest] = sealed.split('.')
  const bytes = Buffer.from(encoded ?? '', 'base64url')
  if (version !== VERSION || rest !== undefined || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const key = keyOf(secret, purpose)
  const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
  cipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const text = Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()])
    return text.toString('utf8')
  } catch {
    // GCM says no more than that the tag is not this text's.
    return undefined
  }
}

function keyOf(secret: Buffer, purpose: string): Buffer {
  const salt = createHash('sha256').update('auditflow').digest()
  return Buffer.from(hkdfSync('sha256', secret, salt, purpose, KEY_BYTES))
}
