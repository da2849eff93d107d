import type { TimeInterval } from './types.ts'

/** A time on the calendar and clock of a place. Sunday is 0, January is 1. */
type LocalTime = { minute: number; weekday: number; day: number; daysInMonth: number; month: number; year: number }

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether a time, in milliseconds since 1970 UTC, lies in one of the intervals, by the clock of each one's location. */
export function isWithin(intervals: readonly TimeInterval[], ms: number): boolean {
  return intervals.some((interval) => contains(interval, localTime(interval.location, ms)))
}

/** The minute of the day by a place's clock. */
export function minuteOfDay(location: string, ms: number): number {
  return localTime(location, ms).minute
}

/** What an interval leaves out holds for every time. */
function contains(interval: TimeInterval, at: LocalTime): boolean {
  return (
    meets(interval.times, ({ fromMinute, toMinute }) => at.minute >= fromMinute && at.minute < toMinute) &&
    meets(interval.weekdays, inRange(at.weekday)) &&
    meets(interval.daysOfMonth, (range) => inDays(range, at)) &&
    meets(interval.months, inRange(at.month)) &&
    meets(interval.years, inRange(at.year))
  )
}

function meets<T>(ranges: readonly T[], holds: (range: T) => boolean): boolean {
  return ranges.length === 0 || ranges.some(holds)
}

const inRange =
  (value: number) =>
  ([from, to]: readonly [number, number]): boolean =>
    value >= from && value <= to

/** Negative days count from the month's end; what reaches beyond the month is cut off at it. */
function inDays([from, to]: readonly [number, number], { day, daysInMonth }: LocalTime): boolean {
  const dayOf = (written: number): number => (written < 0 ? daysInMonth + written + 1 : written)
  return day >= dayOf(from) && day <= dayOf(to)
}

function localTime(location: string, ms: number): LocalTime {
  const parts: Record<string, string> = {}
  for (const { type, value } of formatOf(location).formatToParts(ms)) parts[type] = value
  const [year, month] = [Number(parts['year']), Number(parts['month'])]
  return {
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
    weekday: WEEKDAYS.indexOf(parts['weekday']!),
    day: Number(parts['day']),
    daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    month,
    year,
  }
}

/** Making one costs a hundred times what using it does. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    calendar: 'gregory',
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  })
  formats.set(timeZone, made)
  return made
}
