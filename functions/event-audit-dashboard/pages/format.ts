const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MONTH = 30 * DAY

/** Controls, direction marks and invisible characters: they could make a text look like another one. */
const DECEPTIVE = /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu
const KEPT_IN_BLOCKS = new Set(['\n', '\t'])

/** `3 min ago`, `in 2 h`; a date when it is longer than a month ago. */
export function relativeTime(iso: string, now: number): string {
  const at = Date.parse(iso)
  const age = Math.abs(now - at)
  if (age < SECOND) return 'now'
  if (age >= MONTH) return iso.slice(0, 10)
  const amount = amountOf(age)
  return at <= now ? `${amount} ago` : `in ${amount}`
}

function amountOf(age: number): string {
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < DAY) return `${Math.floor(age / HOUR)} h`
  return `${Math.floor(age / DAY)} d`
}

/** `2026-11-25 07:00:00.123 UTC`; a fraction that is zero is left out. */
export function absoluteTime(iso: string): string {
  const text = new Date(iso).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, -1).replace(/\.000$/, '')} UTC`
}

/** `1,234`, `12.3 k`, `4.5 M`. */
export function compactCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en')
  return count < 1_000_000 ? `${(count / 1_000).toFixed(1)} k` : `${(count / 1_000_000).toFixed(1)} M`
}

/** `+12 % vs hour before`; in words where there is nothing to divide by. */
export function change(now: number, before: number, period: 'hour' | 'day'): string {
  if (now === before) return `same as ${period} before`
  if (before === 0) return `none ${period} before`
  const percent = Math.round(((now - before) / before) * 100)
  if (Math.abs(percent) >= 1_000) return `${compactCount(before)} ${period} before`
  return `${percent > 0 ? '+' : '\u2212'}${Math.abs(percent)} % vs ${period} before`
}

/** One line in which every character shows: deceptive ones are written as escapes. */
export function visible(text: string): string {
  return text.replace(DECEPTIVE, escaped)
}

/** The same for text of several lines. */
export function visibleBlock(text: string): string {
  return text.replace(DECEPTIVE, (character) => (KEPT_IN_BLOCKS.has(character) ? character : escaped(character)))
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A value as a person reads it: text as it is, anything else as JSON. */
export function plain(value: unknown): string {
  return typeof value === 'string' ? visible(value) : visible(JSON.stringify(value) ?? 'undefined')
}

/** `?` and the query with some of it changed; undefined takes a field away. */
export function queryLink(query: Record<string, string>, changes: Record<string, string | undefined>): string {
  const entries = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== undefined && value !== '')
  return `?${new URLSearchParams(entries as [string, string][])}`
}

export const SEVERITIES = ['Unknown', 'Informational', 'Low', 'Medium', 'High', 'Critical', 'Fatal'] as const
