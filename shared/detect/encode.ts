import { RuleFault } from './fault.ts'
import type { Key, Utf16 } from './modifiers.ts'
import { DASHES, escapeText, plainText } from './pattern.ts'

/** Every dash multiplies the texts by five: more than this helps nobody. */
const MOST_VARIANTS = 1000
const BYTE_ORDER_MARK = '\ufeff'

/**
 * A text under `utf16`, `base64` and their like, as texts to be compared. Bytes that are not put into Base64 are read
 * as one character each. Under `windash` the encoding is made of every spelling. Throws `RuleFault` for what has no bytes.
 */
export function encodeText(key: Key, value: unknown): string[] {
  if (typeof value !== 'string' || value === '')
    throw new RuleFault(`"${key.text}" encodes the value ${JSON.stringify(value)}`, 'give it a text in quotes')
  const plain = plainText(value)
  if (plain === undefined)
    throw new RuleFault(`"${key.text}" encodes a text with wildcards`, 'leave them out, or write \\* and \\?')
  const texts = key.windash ? dashVariants(key, plain) : [plain]
  return texts.flatMap((text) => encoded(key, bytesOf(text, key.utf16)).map(escapeText))
}

function bytesOf(text: string, form: Utf16 | undefined): Buffer {
  if (form === undefined) return Buffer.from(text, 'utf8')
  if (form === 'utf16') return Buffer.from(BYTE_ORDER_MARK + text, 'utf16le')
  const bytes = Buffer.from(text, 'utf16le')
  return form === 'utf16be' ? bytes.swap16() : bytes
}

function encoded(key: Key, bytes: Buffer): string[] {
  if (key.base64 === undefined) return [bytes.toString('latin1')]
  if (key.base64 === 'base64') return [bytes.toString('base64')]
  const middles = [0, 1, 2].map((shift) => middle(bytes, shift))
  if (middles.includes(''))
    throw new RuleFault(`"${key.text}" has a value of one byte`, 'give it two or more: one has nothing that stays')
  return middles
}

/** The part that stays the same whatever stands before and after: one character holds six bits, a byte eight. */
function middle(bytes: Buffer, shift: number): string {
  const base64 = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
  return base64.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
}

function dashVariants(key: Key, text: string): string[] {
  let variants = ['']
  for (const char of text) {
    const spellings = DASHES.includes(char) ? [...DASHES] : [char]
    variants = variants.flatMap((start) => spellings.map((spelling) => start + spelling))
    if (variants.length > MOST_VARIANTS)
      throw new RuleFault(`"${key.text}" encodes a text with too many dashes`, 'give it a shorter one, or no windash')
  }
  return variants
}
