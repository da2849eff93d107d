import { readTime } from '../time.ts'

/** The time at the start of a line, and what it is followed by. */
export type Stamped = { stamp: string; timeMs: number; rest: string }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY = 86_400_000
/** 29 February may be eight years away: 1896 to 1904, 2096 to 2104. */
const YEARS_BACK = 8
/** How far a host's clock may be ahead where a line says no day. */
const CLOCK_AHEAD = 300_000

/** `Feb  1 03:04:05`, `Feb 1 2026 03:04:05.678`, `Thu Feb  1 03:04:05 2026`, `feb 1, 2026 3:04:05 PM`. */
const NAMED_MONTH =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun),? )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) {1,2}(\d{1,2})(?:,? {1,2}((?:19|20)\d\d))? {1,2}(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ([ap]m)\b)?(?: ((?:19|20)\d\d)(?=\s|$))?/i
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?[+-]\d\d:?\d\d)?/
const CLOCK = /^(\d\d):(\d\d):(\d\d)[.,](\d{3})(?= )/

/**
 * Reads the time that a line begins with; one without a zone is UTC. Where it has no year, the year is the one that puts
 * it closest before a day after receipt; where it has no day, likewise the day, with some minutes for clocks that are ahead.
 */
export function readStamp(line: string, receivedAtMs: number): Stamped | undefined {
  const head = line.slice(0, 64)
  const iso = ISO.exec(head)?.[0]
  if (iso !== undefined) return stamped(line, iso, readTime(iso))
  const named = NAMED_MONTH.exec(head)
  if (named !== null) return stamped(line, named[0], fromNamed(named, receivedAtMs))
  const clock = CLOCK.exec(head)
  if (clock === null) return undefined
  const [stamp, hour, minute, second, ms] = clock
  return stamped(line, stamp, latestDay(Date.UTC(1970, 0, 1, +hour!, +minute!, +second!, +ms!), receivedAtMs))
}

function stamped(line: string, stamp: string, timeMs: number | undefined): Stamped | undefined {
  return timeMs === undefined ? undefined : { stamp, timeMs, rest: line.slice(stamp.length) }
}

function fromNamed(parts: RegExpExecArray, receivedAtMs: number): number | undefined {
  const [, monthName, day, yearBefore, hour, minute, second, fraction = '', half, yearAfter] = parts
  const month = MONTHS.indexOf(String(monthName).toLowerCase())
  const of24 = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const clock = [of24, Number(minute), Number(second), Number(`${fraction}000`.slice(0, 3))] as const
  if (of24 > 23 || clock[1] > 59 || clock[2] > 60) return undefined
  const inYear = (year: number) => {
    const timeMs = Date.UTC(year, month, Number(day), ...clock)
    // A day that the month has not rolls over into the next.
    return new Date(Date.UTC(year, month, Number(day))).getUTCMonth() === month ? timeMs : undefined
  }
  const year = yearBefore ?? yearAfter
  if (year !== undefined) return inYear(Number(year))
  const newest = new Date(receivedAtMs + DAY).getUTCFullYear()
  for (let candidate = newest; candidate >= newest - YEARS_BACK; candidate--) {
    const timeMs = inYear(candidate)
    if (timeMs !== undefined && timeMs <= receivedAtMs + DAY) return timeMs
  }
  return undefined
}

function latestDay(ofDayMs: number, receivedAtMs: number): number | undefined {
  if (ofDayMs >= DAY) return undefined
  const newest = receivedAtMs + CLOCK_AHEAD
  return newest - ((((newest - ofDayMs) % DAY) + DAY) % DAY)
}
