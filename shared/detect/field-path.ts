import type { Json } from '../events/audit-event.ts'
import type { CaselessKeys } from './caseless-keys.ts'

/** A field's name, and every key it may be met under: `keys[i][j]` joins its parts from i over j + 1 of them by dots. */
export type FieldPath = { name: string; keys: readonly (readonly string[])[] }

/** What is under a path, and whether the path is there at all. */
export type Found = { exists: boolean; values: Json[] }

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
  object: { [key: string]: Json },
  keys: readonly string[],
  from: number,
  caseless: CaselessKeys | undefined,
): void {
  for (let more = 0; more < keys.length; more++) {
    const key = keys[more]!
    if (caseless !== undefined)
      for (const value of caseless.get(object, key)) todo.push({ value, from: from + more + 1 })
    else if (Object.hasOwn(object, key)) todo.push({ value: object[key]!, from: from + more + 1 })
  }
}
