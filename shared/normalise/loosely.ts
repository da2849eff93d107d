import type { Json } from '../events/audit-event.ts'
import { at, isObject, type JsonObject } from './record.ts'
import { byShape, type Shape } from './shape.ts'

/** A way to a value: names in lower-case letters and digits. */
export type Path = readonly string[]

/** Finds values by path, whatever the case and punctuation of the keys: `clientip` finds `client_ip` and `CLIENT-IP`. */
export type Lookup = {
  /** The value at the path in the first record that has one. */
  at(path: Path): Json | undefined
  /** Those of the paths that may lead to a value, in their order. */
  among(paths: readonly Path[]): readonly Path[]
}

const PUNCTUATION = /[^a-z0-9]/g
const MAX_KEY_LENGTH = 64

/** The keys of a shape by their plain names, and the paths that begin with one of them. */
type View = { keyOf: ReadonlyMap<string, string>; among: Map<readonly Path[], readonly Path[]> }

const viewOf = byShape(({ keys }: Shape): View => {
  const keyOf = new Map<string, string>()
  for (const key of keys) {
    const plain = key.length > MAX_KEY_LENGTH ? key : key.toLowerCase().replace(PUNCTUATION, '')
    if (!keyOf.has(plain)) keyOf.set(plain, key)
  }
  return { keyOf, among: new Map() }
})

/** A lookup over records in order of preference. The first of several keys that read alike counts. */
export function loosely(records: readonly JsonObject[]): Lookup {
  const views = records.map(viewOf)
  return {
    at(path) {
      for (let i = 0; i < records.length; i++) {
        const found = follow(path, records[i]!, views[i]!)
        if (found !== undefined && found !== null) return found
      }
      return undefined
    },
    among(paths) {
      if (views.length === 1) return amongOne(views[0]!, paths)
      const candidates = views.map((view) => amongOne(view, paths)).filter(({ length }) => length > 0)
      if (candidates.length < 2) return candidates[0] ?? []
      return paths.filter((path) => candidates.some((list) => list.includes(path)))
    },
  }
}

function amongOne({ keyOf, among }: View, paths: readonly Path[]): readonly Path[] {
  let candidates = among.get(paths)
  if (candidates === undefined) {
    candidates = paths.filter(([first]) => keyOf.has(first!))
    among.set(paths, candidates)
  }
  return candidates
}

function follow(path: Path, record: JsonObject, view: View): Json | undefined {
  let found = memberOf(record, view, path[0]!)
  for (let i = 1; i < path.length; i++) found = isObject(found) ? memberOf(found, viewOf(found), path[i]!) : undefined
  return found
}

function memberOf(object: JsonObject, { keyOf }: View, name: string): Json | undefined {
  const key = keyOf.get(name)
  return key === undefined ? undefined : at(object, key)
}
