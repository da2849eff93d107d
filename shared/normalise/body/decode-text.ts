import { bytesAsText } from '../linux/bytes-as-text.ts'
import { Unreadable } from './unreadable.ts'

const strict = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const NEWLINE = 0x0a

/**
 * The bytes as text, a byte order mark dropped.
 * @throws Unreadable naming the byte where they stop being UTF-8
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    throw new Unreadable('malformed', `the body is not UTF-8: invalid at byte ${firstInvalidByte(bytes)}`)
  }
}

/** The bytes as text, like `decodeText`; a line that is not UTF-8 is read as Latin-1, so that every byte of it is kept. */
export function decodeLines(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return linesOf(bytes).map(bytesAsText).join('\n')
  }
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; ; ) {
    const end = bytes.indexOf(NEWLINE, start)
    lines.push(bytes.subarray(start, end < 0 ? undefined : end))
    if (end < 0) return lines
    start = end + 1
  }
}

/** Decoding leniently puts a replacement for each invalid byte: encoded again, the text differs from there on. */
function firstInvalidByte(bytes: Uint8Array): number {
  const again = Buffer.from(lenient.decode(bytes))
  return bytes.findIndex((byte, position) => byte !== again[position])
}
