import { createHash } from 'node:crypto'

/** A UUID of version 8 (RFC 9562 section 5.8) that the parts alone decide. */
export const derivedId = (...parts: readonly string[]): string => {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A whole number below `bound`, at most 2^32, that the parts alone decide: process ids, ports and the like. */
export const derivedNumber = (bound: number, ...parts: readonly string[]): number =>
  Number.parseInt(derivedId(...parts).slice(0, 8), 16) % bound
