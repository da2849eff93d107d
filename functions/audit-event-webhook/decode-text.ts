import { Refusal } from './reply.ts'

const strict = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The bytes as text, a byte order mark dropped.
 * @throws Refusal 400 naming the byte where they stop being UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw new Refusal(400, `the body is not UTF-8: invalid at byte ${firstInvalidByte(bytes)}`)
  }
}

/** Decoding leniently puts a replacement for each invalid byte: encoded again, the text differs from there on. */
function firstInvalidByte(bytes: Uint8Array): number {
  const again = Buffer.from(lenient.decode(bytes))
  return bytes.findIndex((byte, position) => byte !== again[position])
}
