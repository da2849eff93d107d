import { isIP } from 'node:net'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../../../shared/events/audit-event.ts'
import { type Cursor, parseCursor } from '../../../shared/store/cursor.ts'
import type { Parse } from './read-field.ts'

const DATE_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/i
const HAS_ZONE = /(Z|[+-]\d{2}:\d{2})$/i
const MAX_LIMIT = 200

export const text: Parse<string> = (value) => value

export function oneOf<const T extends string>(values: readonly T[]): Parse<T> {
  return (value) => {
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw new Error(`is not one of ${values.join(', ')}`)
    return found
  }
}

export function integer(min: number, max: number): Parse<number> {
  return (value) => {
    const number = Number(value)
    if (!/^\d+$/.test(value) || number < min || number > max)
      throw new Error(`is not a whole number from ${min} to ${max}`)
    return number
  }
}

export const limit = integer(1, MAX_LIMIT)

/** A label's name and value: `tenant=acme`. */
export const label: Parse<{ name: string; value: string }> = (pair) => {
  const [, name, value] = /^([^=]+)=([\s\S]+)$/.exec(pair) ?? []
  if (name === undefined || value === undefined) throw new Error('is not a name and a value such as tenant=acme')
  return { name: name.trim(), value: value.trim() }
}

/** ISO 8601; a date alone is its first moment, and no time zone means UTC. */
export const time: Parse<string> = (value) => {
  const iso = value.replace(' ', 'T')
  const zoned = iso.includes('T') && !HAS_ZONE.test(iso) ? `${iso}Z` : iso
  const ms = Date.parse(zoned)
  if (!DATE_TIME.test(value) || Number.isNaN(ms) || ms < EARLIEST_TIME_MS || ms > LATEST_TIME_MS)
    throw new Error('is not a time such as 2026-11-25 or 2026-11-25T07:00Z')
  return new Date(ms).toISOString()
}

/** An IP address or a network in CIDR notation. */
export const network: Parse<string> = (value) => {
  const [address = '', prefix, rest] = value.split('/')
  const version = address.includes('%') ? 0 : isIP(address)
  const longest = version === 4 ? 32 : 128
  const fits = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest)
  if (version === 0 || !fits || rest !== undefined)
    throw new Error('is not an IP address or network such as 10.0.0.0/8 or 2001:db8::/32')
  return value
}

export const cursor: Parse<Cursor> = (value) => {
  const parsed = parseCursor(value)
  if (parsed === undefined) throw new Error('is not a cursor given by this list')
  return parsed
}
