import type { Json } from '../../shared/events/audit-event.ts'
import { asBuffer } from './as-buffer.ts'

/** The JSON in a small body, or undefined: for looking into what may be no JSON at all. */
export function jsonOf(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(asBuffer(bytes).toString()) as Json
  } catch {
    return undefined
  }
}
