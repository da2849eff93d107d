import { EARLIEST_TIME_MS, type Json, LATEST_TIME_MS } from '../events/audit-event.ts'
import { name } from './record.ts'

export type EventTime = { timeMs: number; note?: string; original?: string }

const MINUTE = 60_000
/** After so many milliseconds the calendar repeats. */
const FOUR_CENTURIES = 146_097 * 24 * 60 * MINUTE
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
  const leap = second === '60' ? 1000 : 0
  const date = Number(day)
  const utc = utcOf(
    Number(year),
    Number(month),
    date,
    Number(hour),
    Number(minute),
    leap ? 59 : Number(second),
    Number(`${fraction}000`.slice(0, 3)),
  )
  // 30 February would be 2 March: a day that changed did not exist.
  if (utc === undefined || (date > 28 && new Date(utc).getUTCDate() !== date)) return undefined
  const offset = (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)) * MINUTE
  return utc + leap - (sign === '-' ? -offset : offset)
}

/** The engine would take a 13th month or a 25th hour for one of the next year or day, and the year 50 for 1950. */
function utcOf(
  year: number,
  month: number,
  day: number,
  ...time: [number, number, number, number]
): number | undefined {
  const [hour, minute, second, millisecond] = time
  const isMidnight = hour === 24 && minute + second + millisecond === 0
  if (month < 1 || month > 12 || day < 1 || day > 31 || minute > 59 || second > 59) return undefined
  if (hour > 23 && !isMidnight) return undefined
  const utc = Date.UTC(year < 100 ? year + 400 : year, month - 1, day, hour, minute, second, millisecond)
  return year < 100 ? utc - FOUR_CENTURIES : utc
}

const DAY = 24 * 60 * MINUTE
const DAYS_IN_400_YEARS = 146_097
/** From 1 March of year 0, where the calendar's four centuries begin, to 1970. */
const DAYS_BEFORE_1970 = 719_468

/**
 * The time in RFC 3339, as `toISOString` writes it, at a tenth of its price.
 * https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
export function rfc3339(timeMs: number): string {
  const day = Math.floor(timeMs / DAY)
  const rest = timeMs - day * DAY
  const days = day + DAYS_BEFORE_1970
  const era = Math.floor(days / DAYS_IN_400_YEARS)
  const dayOfEra = days - era * DAYS_IN_400_YEARS
  const yearOfEra = whole(
    (dayOfEra - whole(dayOfEra / 1460) + whole(dayOfEra / 36_524) - whole(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + whole(yearOfEra / 4) - whole(yearOfEra / 100))
  const monthFromMarch = whole((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = String(yearOfEra + era * 400 + (month < 3 ? 1 : 0)).padStart(4, '0')
  const date = `${year}-${two(month)}-${two(dayOfYear - whole((153 * monthFromMarch + 2) / 5) + 1)}`
  const clock = `${two(rest / 3_600_000)}:${two((rest / MINUTE) % 60)}:${two((rest / 1000) % 60)}`
  return `${date}T${clock}.${String(rest % 1000).padStart(3, '0')}Z`
}

const whole = Math.trunc

function two(value: number): string {
  return value < 10 ? `0${whole(value)}` : String(whole(value))
}
