import { EARLIEST_TIME_MS, type Json, LATEST_TIME_MS } from '../events/audit-event.ts'
import { name } from './record.ts'

export type EventTime = { timeMs: number; note?: string; original?: string }

const MINUTE = 60_000
/** Year, month, day; then hour, minute, second, fraction; then zone. A text without a zone is UTC. */
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?\s?(?:(Z|UTC|GMT)|([+-])(\d\d):?(\d\d)?)?)?$/i
/** RFC 9110 and RFC 5322 dates: `Tue, 15 Nov 1994 08:12:31 GMT`. */
const RFC_DATE = /^[a-z]{3}, \d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/i
const NUMBER = /^-?\d{1,19}(?:\.\d{1,9})?$/

/** Above each of these an epoch number can only be the next finer unit: seconds, milliseconds, microseconds, nanoseconds. */
const SECONDS_BELOW = 1e11
const MILLISECONDS_BELOW = 1e14
const MICROSECONDS_BELOW = 1e17

/**
 * When the event happened, in milliseconds since 1970 UTC: the first readable one of the provider's times, else the
 * time of receipt, saying so and keeping what the provider wrote.
 */
export function eventTime(candidates: readonly (Json | undefined)[], receivedAtMs: number): EventTime {
  for (const candidate of candidates) {
    const timeMs = readTime(candidate)
    if (timeMs !== undefined) return { timeMs }
  }
  const original = candidates.map(name).find((text) => text !== undefined)
  if (original === undefined) return { timeMs: receivedAtMs, note: 'the record has no time: time of receipt' }
  return { timeMs: receivedAtMs, note: 'unreadable or out of range: time of receipt', original }
}

/** Milliseconds since 1970 UTC, or undefined where the value is no time between the years 1 and 9999. */
export function readTime(value: Json | undefined): number | undefined {
  const timeMs =
    typeof value === 'number' ? fromEpoch(value) : typeof value === 'string' ? fromText(value.trim()) : undefined
  if (timeMs === undefined || !(timeMs >= EARLIEST_TIME_MS && timeMs <= LATEST_TIME_MS)) return undefined
  return timeMs
}

function fromEpoch(value: number): number {
  const size = Math.abs(value)
  if (size < SECONDS_BELOW) return Math.floor(value * 1000)
  if (size < MILLISECONDS_BELOW) return Math.floor(value)
  if (size < MICROSECONDS_BELOW) return Math.floor(value / 1000)
  return Math.floor(value / 1_000_000)
}

function fromText(text: string): number | undefined {
  if (NUMBER.test(text)) return fromEpoch(Number(text))
  const iso = ISO.exec(text)
  if (iso !== null) return fromIso(iso)
  return RFC_DATE.test(text) ? Date.parse(text) : undefined
}

function fromIso(parts: RegExpExecArray): number | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', , sign, zoneHour, zoneMinute] =
    parts
  const milliseconds = `${fraction}000`.slice(0, 3)
  const leap = second === '60' ? 1000 : 0
  const utc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${leap ? '59' : second}.${milliseconds}Z`)
  // The engine turns 30 February into 2 March: a day that changed did not exist.
  if (Number.isNaN(utc) || new Date(utc).getUTCDate() !== Number(day)) return undefined
  const offset = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * MINUTE
  return utc + leap - (sign === '-' ? -offset : offset)
}
