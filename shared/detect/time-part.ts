/** Parts of a point in time (Sigma modifiers appendix, «Time Modifiers»), with the least and the greatest each can be. */
const RANGES = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
} as const

export type TimePart = keyof typeof RANGES

export const TIME_PARTS: readonly string[] = Object.keys(RANGES)

export function isTimePart(name: string): name is TimePart {
  return Object.hasOwn(RANGES, name)
}

export function rangeOf(part: TimePart): readonly [least: number, most: number] {
  return RANGES[part]
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?\s?(?:Z|[+-]\d{2}:?\d{2}|UTC)?)?$/i
const LONGEST_DATE = 48
const DAY_MS = 86_400_000
const WEEK_DAYS = 7
const THURSDAY = 4
/** Counts since 1970 below this are seconds (until the year 5138), from here on milliseconds (since March 1973). */
const LEAST_MS = 1e11
const MOST_MS = 8.64e15

/**
 * A part of a point in time: an ISO 8601 text, read as it is written, its zone not converted; or a count since 1970 in
 * seconds or milliseconds, in UTC. Weeks are those of ISO 8601. Undefined for another text, and for the hour and minute
 * of a day alone.
 */
export function timePart(part: TimePart, text: string): number | undefined {
  const found = text.length > LONGEST_DATE ? null : DATE.exec(text)
  if (found === null) return fromCount(part, text)
  const [year, month, day] = found.slice(1, 4).map(Number)
  const date = new Date(0)
  date.setUTCFullYear(year!, month! - 1, day!)
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day!) return undefined
  if (found[4] === undefined) return part === 'hour' || part === 'minute' ? undefined : partOf(part, date)
  const [hour, minute] = [Number(found[4]), Number(found[5])]
  if (hour > RANGES.hour[1] || minute > RANGES.minute[1]) return undefined
  date.setUTCHours(hour, minute)
  return partOf(part, date)
}

function fromCount(part: TimePart, text: string): number | undefined {
  const count = text.length <= LONGEST_DATE && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  const ms = count < LEAST_MS ? count * 1000 : count
  return ms <= MOST_MS ? partOf(part, new Date(ms)) : undefined
}

function partOf(part: TimePart, date: Date): number {
  switch (part) {
    case 'minute':
      return date.getUTCMinutes()
    case 'hour':
      return date.getUTCHours()
    case 'day':
      return date.getUTCDate()
    case 'week':
      return weekOf(date)
    case 'month':
      return date.getUTCMonth() + 1
    case 'year':
      return date.getUTCFullYear()
  }
}

/** A week belongs to the year that its Thursday is in. */
function weekOf(date: Date): number {
  const weekDay = date.getUTCDay() || WEEK_DAYS
  const thursday = new Date(date.getTime() + (THURSDAY - weekDay) * DAY_MS)
  const days = (Math.floor(thursday.getTime() / DAY_MS) * DAY_MS - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / DAY_MS
  return Math.floor(days / WEEK_DAYS) + 1
}
