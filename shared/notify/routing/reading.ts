import { parseDuration } from './parse-duration.ts'
import { type Path, pathText } from './routing-refused.ts'

export type PlainMap = Readonly<Record<string, unknown>>

/** A fault whose place is still to be looked up. */
export type PlacedFault = { path: Path; reason: string }

/** What can't be stored, or would break the lines it is shown in. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u
const MAX_NAME = 200
/** Only what looks like a name is shown in a fault: a secret may stand in the wrong place. */
const SHOWABLE = /^[\p{L}\p{N}_ .-]{1,60}$/u

/** Reads parts of a parsed file, and gathers what is wrong with them: each reader answers `undefined` for a faulty part. */
export class Reading {
  readonly faults: PlacedFault[] = []

  fault(path: Path, reason: string): undefined {
    this.faults.push({ path, reason })
  }

  /** A map with no other keys than the given; an empty one for what is left out. */
  map(value: unknown, path: Path, keys: readonly string[], others: Readonly<Record<string, string>> = {}): PlainMap {
    const map = this.anyMap(value, path) ?? {}
    for (const key of Object.keys(map))
      if (!keys.includes(key))
        this.fault([...path, key], Object.hasOwn(others, key) ? others[key]! : 'there is no such field')
    return map
  }

  anyMap(value: unknown, path: Path): PlainMap | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array)) return value as PlainMap
    return this.fault(path, `has to be a map, and is ${kindOf(value)}`)
  }

  /** The items of a list with their paths; none for what is left out. */
  items(value: unknown, path: Path): { item: unknown; path: Path }[] {
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value.map((item, index) => ({ item, path: [...path, index] }))
    this.fault(path, `has to be a list, and is ${kindOf(value)}`)
    return []
  }

  /** A text; numbers and booleans are taken as they are written. */
  text(value: unknown, path: Path): string | undefined {
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    if (typeof value === 'string') return value
    return this.fault(path, value === undefined ? 'is missing' : `has to be a text, and is ${kindOf(value)}`)
  }

  /** The name of a label, a receiver or an interval. */
  name(value: unknown, path: Path): string | undefined {
    const text = this.text(value, path)
    if (text === undefined) return undefined
    if (text === '') return this.fault(path, 'is empty')
    if (FORBIDDEN.test(text)) return this.fault(path, 'holds control characters')
    if (text.length > MAX_NAME) return this.fault(path, `is longer than ${MAX_NAME} characters`)
    return text
  }

  /** A name that has to be among the given. */
  reference(value: unknown, path: Path, what: string, known: { has(name: string): boolean }): string | undefined {
    const name = this.name(value, path)
    if (name === undefined || known.has(name)) return name
    return this.fault(path, `there is no ${what}${shown(name)}`)
  }

  boolean(value: unknown, path: Path): boolean | undefined {
    if (value === undefined || typeof value === 'boolean') return value
    return this.fault(path, `has to be true or false, and is ${kindOf(value)}`)
  }

  /** Milliseconds; undefined for what is left out, too. */
  duration(value: unknown, path: Path, { isZeroAllowed = true } = {}): number | undefined {
    if (value === undefined || value === null) return undefined
    const ms = value === 0 ? 0 : typeof value === 'string' ? parseDuration(value) : undefined
    if (ms === undefined) return this.fault(path, 'has to be a time span such as 30s, 5m or 1h30m')
    return ms === 0 && !isZeroAllowed ? this.fault(path, 'must not be zero') : ms
  }
}

/** ` "NAME"`, or nothing. */
export function shown(name: string): string {
  return SHOWABLE.test(name) ? ` "${name}"` : ''
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a map' : `a ${typeof value === 'string' ? 'text' : typeof value}`
}

/** A name that is there already is a fault. */
export class Names {
  readonly #paths = new Map<string, Path>()

  has(name: string): boolean {
    return this.#paths.has(name)
  }

  add(reading: Reading, name: string, path: Path): void {
    const first = this.#paths.get(name)
    if (first) reading.fault(path, `${pathText(first)} has this name already`)
    else this.#paths.set(name, path)
  }
}
