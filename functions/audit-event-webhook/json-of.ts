import type { Json } from '../../shared/events/audit-event.ts'

/** The JSON in a small body, or undefined: for looking into what may be no JSON at all. */
export function jsonOf(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as Json
  } catch {
    return undefined
  }
}
