import type { Json } from '../events/audit-event.ts'
import type { CaselessKeys } from './caseless-keys.ts'

/** A field's name, and every key it may be met under: `keys[i][j]` joins its parts from i over j + 1 of them by dots. */
export type FieldPath = { name: string; keys: readonly (readonly string[])[] }

/** What is under a path, and whether the path is there at all. */
export type Found = { exists: boolean; values: readonly Json[] }

/** Beyond this many parts a name is read as one key: the table of joined keys grows with the square. */
const MAX_PARTS = 24

/**
 * Reads a field name of a rule as a dotted path. Each key of a record may itself hold dots (`annotations` then
 * `authorization.k8s.io/decision`), so every way of joining neighbouring parts is prepared here, once.
 */
export function parseFieldPath(name: string): FieldPath {
  const split = name.split('.')
  const parts = split.length > MAX_PARTS ? [name] : split
  const keys = parts.map((_, from) => parts.slice(from).map((_, more) => parts.slice(from, from + more + 1).join('.')))
  return { name, keys }
}

/**
 * Every value a record holds under the path, arrays walked: any element of each. An empty array on the way or at the
 * end gives none, though the field exists. Only own keys are read; with `caseless`, in any letter case, and the path is
 * one in lower case.
 */
export function valuesAt(record: Json, path: FieldPath, caseless?: CaselessKeys): Found {
  return straightAt(record, path, caseless) ?? everywhereAt(record, path, caseless)
}

type Members = { [key: string]: Json }

const NOTHING: Found = { exists: false, values: [] }
const FORK = Symbol('fork')

/** What is found where the way neither meets an array nor forks, as most do; undefined where it does. */
function straightAt(record: Json, { keys }: FieldPath, caseless: CaselessKeys | undefined): Found | undefined {
  let value = record
  for (let from = 0; from < keys.length; ) {
    if (typeof value !== 'object' || value === null) return NOTHING
    if (Array.isArray(value)) return undefined
    const joined = keys[from]!
    let next: Json | undefined
    for (let more = 0; more < joined.length; more++) {
      const member = memberOf(value, joined[more]!, caseless)
      if (member === undefined) continue
      if (member === FORK || next !== undefined) return undefined
      next = member
      from += more + 1
    }
    if (next === undefined) return NOTHING
    value = next
  }
  return Array.isArray(value) ? undefined : { exists: true, values: [value] }
}

/** The one member under a key; undefined where there is none. */
function memberOf(object: Members, key: string, caseless: CaselessKeys | undefined): Json | typeof FORK | undefined {
  if (caseless === undefined) return Object.hasOwn(object, key) ? object[key] : undefined
  let only: Json | undefined
  for (const spelling of caseless.spellings(object, key)) {
    if (!Object.hasOwn(object, spelling)) continue
    if (only !== undefined) return FORK
    only = object[spelling]
  }
  return only
}

function everywhereAt(record: Json, path: FieldPath, caseless: CaselessKeys | undefined): Found {
  const values: Json[] = []
  let exists = false
  const todo: { value: Json; from: number }[] = [{ value: record, from: 0 }]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { value, from } = next
    const atEnd = from === path.keys.length
    exists ||= atEnd
    if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i--) todo.push({ value: value[i]!, from })
    else if (atEnd) values.push(value)
    else if (typeof value === 'object' && value !== null) pushMembers(todo, value, path.keys[from]!, from, caseless)
  }
  return { exists, values }
}

function pushMembers(
  todo: { value: Json; from: number }[],
  object: Members,
  keys: readonly string[],
  from: number,
  caseless: CaselessKeys | undefined,
): void {
  for (let more = 0; more < keys.length; more++) {
    const key = keys[more]!
    for (const spelling of caseless?.spellings(object, key) ?? [key])
      if (Object.hasOwn(object, spelling)) todo.push({ value: object[spelling]!, from: from + more + 1 })
  }
}
