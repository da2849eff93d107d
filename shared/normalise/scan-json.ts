import { kindOf, mayBeSecretName } from './redaction/secret-names.ts'

/** What a JSON text says of itself before it is parsed. */
export type JsonScan = {
  /** How deep objects and arrays are nested. */
  levels: number
  /** Of all objects together, repeated ones too. */
  members: number
  /** Whether each number is one that a double holds. */
  isExact: boolean
  /** Whether some member may have the name of a secret. */
  mayNameSecret: boolean
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
/** The longest that every double gives back as it was read, sign and point included. */
const SAFE_LENGTH = 15

/**
 * Looks once over a JSON text. Texts that are no JSON are looked over as well, and what is said of them means nothing.
 * Strings, which most of a text is, are passed over natively.
 */
export function scanJson(text: string): JsonScan {
  const scan = { levels: 0, members: 0, isExact: true, mayNameSecret: false }
  let level = 0
  let nameStart = 0
  let nameEnd = 0
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position)
    if (code === QUOTE) {
      nameStart = position + 1
      nameEnd = stringEnd(text, position) - 1
      position = nameEnd
    } else if (code === COMMA) continue
    else if (code === COLON) {
      scan.members++
      if (!scan.mayNameSecret && mayBeSecretName(text, nameStart, nameEnd))
        scan.mayNameSecret = kindOf(text.slice(nameStart, nameEnd)) !== 'plain'
    } else if (code === 0x7b || code === 0x5b) scan.levels = Math.max(scan.levels, ++level)
    else if (code === 0x7d || code === 0x5d) level--
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = numberEnd(text, position)
      if (scan.isExact) scan.isExact = isExactNumber(text, position, end)
      position = end - 1
    }
  }
  return scan
}

/** The position after the string that begins at `start`; the end of the text where it does not end. */
export function stringEnd(text: string, start: number): number {
  for (let end = start; ; ) {
    end = text.indexOf('"', end + 1)
    if (end < 0) return text.length
    let before = end - 1
    while (text.charCodeAt(before) === BACKSLASH) before--
    if ((end - before) % 2 === 1) return end + 1
  }
}

/** The position after the number that begins at `start`. */
export function numberEnd(text: string, start: number): number {
  let end = start + 1
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end)
    // Digits, `.`, `-`, `+`, `e` and `E`.
    if (!((code >= ZERO && code <= NINE) || code === 0x2e || code === MINUS || code === 0x2b || (code | 32) === 0x65))
      break
  }
  return end
}

/** Whether the double that the number is read as says the same. */
export function isExactNumber(text: string, start: number, end: number): boolean {
  if (end - start <= SAFE_LENGTH && !hasExponent(text, start, end)) return true
  const source = text.slice(start, end)
  const value = Number(source)
  return Number.isFinite(value) && plain(source) === plain(String(value))
}

function hasExponent(text: string, start: number, end: number): boolean {
  for (let position = start; position < end; position++) if ((text.charCodeAt(position) | 32) === 0x65) return true
  return false
}

/** The digits and their power of ten, alike for every way to write one number; the sign is left out. */
function plain(source: string): string {
  const [, whole = '', part = '', power = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(source) ?? []
  const digits = whole + part
  let first = 0
  let last = digits.length
  while (first < last && digits.charCodeAt(first) === ZERO) first++
  while (last > first && digits.charCodeAt(last - 1) === ZERO) last--
  if (first === last) return '0'
  return `${digits.slice(first, last)}e${Number(power) - part.length + (digits.length - last)}`
}
