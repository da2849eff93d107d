import type { Json } from '../events/audit-event.ts'
import { isObject, type JsonObject } from './record.ts'

/** Finds a value by path, whatever the case and punctuation of the keys: `clientip` finds `client_ip` and `CLIENT-IP`. */
export type Lookup = (path: readonly string[]) => Json | undefined

const PUNCTUATION = /[^a-z0-9]/g

/**
 * A lookup over records in order of preference. Path names are lower-case letters and digits; the first of several
 * keys that read alike counts.
 */
export function loosely(records: readonly JsonObject[]): Lookup {
  const views = new Map<JsonObject, Map<string, Json>>()
  const viewOf = (object: JsonObject) => {
    const view = views.get(object) ?? squashed(object)
    views.set(object, view)
    return view
  }
  const follow = (path: readonly string[], record: JsonObject) => {
    let found: Json | undefined = record
    for (const key of path) found = isObject(found) ? viewOf(found).get(key) : undefined
    return found
  }
  return (path) => {
    for (const record of records) {
      const found = follow(path, record)
      if (found !== undefined && found !== null) return found
    }
    return undefined
  }
}

function squashed(object: JsonObject): Map<string, Json> {
  const view = new Map<string, Json>()
  for (const [key, value] of Object.entries(object)) {
    const plain = key.length > 64 ? key : key.toLowerCase().replace(PUNCTUATION, '')
    if (!view.has(plain)) view.set(plain, value)
  }
  return view
}
