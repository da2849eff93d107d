import { createHash } from 'node:crypto'
import type { Because } from './rule.ts'

const LONGEST_VALUE = 256
const LONGEST_SUMMARY = 300
const MOST_REASONS = 16
const REASONS_IN_SUMMARY = 3
const HASH_DIGITS = 12

/** Control, direction-changing and line-separating characters, and halves of surrogate pairs: nothing to show. */
const UNSHOWABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|\p{Cs}/gu

/** A text fit to be shown and stored: one line, at most `longest` UTF-16 units, cut with an ellipsis. */
export function shown(text: string, longest = LONGEST_VALUE): string {
  const head = text.slice(0, longest + 1).replace(UNSHOWABLE, ' ')
  if (text.length <= longest) return head
  return `${head.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/**
 * A field's value as part of a key. Different values never look alike: one that had to be changed to be shown carries
 * a digest of the whole, and one that could be taken for several pairs is quoted.
 */
export function keyValue(value: string): string {
  const exact = wholeValue(value)
  return /[",]|^\s|\s$/.test(exact) ? JSON.stringify(exact) : exact
}

/** A value fit to be shown and stored: as it is, or with a digest of the whole where it had to be changed. */
export function wholeValue(value: string): string {
  const text = shown(value)
  return text === value ? value : `${text}~${digest(value)}`
}

function digest(text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, HASH_DIGITS)
}

/** The reasons as they are shown: the first few of them, each value cut. */
export function shownReasons(reasons: readonly Because[]): Because[] {
  return reasons.slice(0, MOST_REASONS).map(({ selection, field, value }) => ({
    selection: shown(selection),
    field: shown(field),
    value: shown(value),
  }))
}

/** One line a person can read: whose, and what was seen. */
export function summarise(title: string, key: string, reasons: readonly Because[]): string {
  const seen = reasons
    .slice(0, REASONS_IN_SUMMARY)
    .map(({ field, value }) => (field === '' ? value : `${field} is ${value}`))
  const whose = key === '*' ? '' : ` by ${key}`
  return shown(`${title}${whose}${seen.length > 0 ? `: ${seen.join(', ')}` : ''}`, LONGEST_SUMMARY)
}

/** One line about what was measured over several events. */
export function summariseMeasured(title: string, key: string, measured: string): string {
  return shown(`${title}${key === '*' ? '' : ` by ${key}`}: ${measured}`, LONGEST_SUMMARY)
}
