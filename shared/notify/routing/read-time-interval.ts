import type { Reading } from './reading.ts'
import type { Path } from './routing-refused.ts'
import type { TimeInterval } from './types.ts'

type Range = readonly [number, number]

const FIELDS = ['times', 'weekdays', 'days_of_month', 'months', 'years', 'location']
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]
const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/
/** No month is shorter. */
const SHORTEST_MONTH = 28
/** Go knows no others either; `Intl` would take offsets such as `+02:00` too. */
const ZONE = /^[A-Za-z][A-Za-z0-9_+/-]*$/

/** Reads one of Alertmanager's `time_interval_spec`. */
export function readTimeInterval(reading: Reading, value: unknown, path: Path): TimeInterval {
  const map = reading.map(value, path, FIELDS)
  const ranges = (field: string, memberOf: (text: string) => number | undefined, what: string, refuse = noReason) =>
    reading.items(map[field], [...path, field]).flatMap(({ item, path: place }) => {
      const text = reading.text(item, place)
      const range = text === undefined ? undefined : rangeOf(text.toLowerCase(), memberOf)
      if (text !== undefined && range === undefined)
        reading.fault(place, `has to be ${what}, or two of them with a colon`)
      const reason = range && (refuse(range) ?? (isBackward(range) ? 'ends before it begins' : undefined))
      if (reason !== undefined) reading.fault(place, reason)
      return range === undefined ? [] : [range]
    })
  return {
    times: reading
      .items(map['times'], [...path, 'times'])
      .flatMap(({ item, path: place }) => times(reading, item, place)),
    weekdays: ranges('weekdays', indexIn(WEEKDAYS, 0), 'a weekday such as monday'),
    daysOfMonth: ranges('days_of_month', dayOf, 'a day from 1 to 31, or -1 to -31 from the end', daysReason),
    months: ranges('months', (text) => indexIn(MONTHS, 1)(text) ?? within(text, 1, 12), 'a month such as may or 5'),
    years: ranges('years', (text) => within(text, 1, 9999), 'a year'),
    location: location(reading, map['location'], [...path, 'location']),
  }
}

function times(reading: Reading, item: unknown, path: Path): TimeInterval['times'] {
  const map = reading.map(item, path, ['start_time', 'end_time'])
  const [from, to] = ['start_time', 'end_time'].map((field) => {
    const text = reading.text(map[field], [...path, field])
    const minute = text === undefined ? undefined : minuteOf(text)
    if (text !== undefined && minute === undefined)
      reading.fault([...path, field], 'has to be a time from 00:00 to 24:00, with two digits each')
    return minute
  })
  if (from === undefined || to === undefined) return []
  if (from >= to) reading.fault(path, 'ends before it begins; write two ranges for one over midnight')
  return [{ fromMinute: from, toMinute: to }]
}

function minuteOf(text: string): number | undefined {
  const [whole, hour, minute] = TIME.exec(text) ?? []
  if (whole === undefined) return undefined
  return hour === undefined ? 24 * 60 : Number(hour) * 60 + Number(minute)
}

function rangeOf(text: string, memberOf: (text: string) => number | undefined): Range | undefined {
  const [from, to, ...rest] = text.split(':').map((part) => memberOf(part.trim()))
  if (from === undefined || rest.length > 0) return undefined
  if (!text.includes(':')) return [from, from]
  return to === undefined ? undefined : [from, to]
}

const indexIn =
  (names: readonly string[], first: number) =>
  (text: string): number | undefined => {
    const index = names.indexOf(text)
    return index < 0 ? undefined : index + first
  }

function within(text: string, least: number, most: number): number | undefined {
  const value = /^-?\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

function dayOf(text: string): number | undefined {
  return within(text, 1, 31) ?? within(text, -31, -1)
}

const noReason = (_range: Range): string | undefined => undefined

/** As Alertmanager refuses: what is backward in every month. */
function daysReason([from, to]: Range): string | undefined {
  return from < 0 && to > 0 ? 'has to end with a negative day too, as it begins with one' : undefined
}

function isBackward([from, to]: Range): boolean {
  const day = (value: number): number => (value < 0 ? SHORTEST_MONTH + value : value)
  return day(from) > day(to)
}

function location(reading: Reading, value: unknown, path: Path): string {
  const text = value === undefined || value === null || value === '' ? 'UTC' : reading.text(value, path)
  if (text === undefined || isZone(text)) return text ?? 'UTC'
  const isLocal = text.toLowerCase() === 'local'
  reading.fault(path, isLocal ? 'Local differs from machine to machine; name the zone' : 'is no IANA time zone')
  return 'UTC'
}

function isZone(name: string): boolean {
  if (!ZONE.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
