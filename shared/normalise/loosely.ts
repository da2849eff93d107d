import type { Json } from '../events/audit-event.ts'
import { at, isObject, type JsonObject } from './record.ts'

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
/** Applications write few shapes of record; a stranger who writes many finds the memory emptied. */
const MAX_SHAPES = 2_000
const MAX_SHAPE_LENGTH = 4_096

/** The keys of an object by their plain names, shared by all objects that have the same keys. */
type Shape = { size: number; keyOf: ReadonlyMap<string, string>; among: Map<readonly Path[], readonly Path[]> }

const shapes = new Map<string, Shape>()

/** A lookup over records in order of preference. The first of several keys that read alike counts. */
export function loosely(records: readonly JsonObject[]): Lookup {
  const known = records.map(shapeOf)
  return {
    at(path) {
      for (let i = 0; i < records.length; i++) {
        const found = follow(path, records[i]!, known[i]!)
        if (found !== undefined && found !== null) return found
      }
      return undefined
    },
    among(paths) {
      const candidates = known.map((shape) => candidatesOf(shape, paths))
      if (candidates.length === 1) return candidates[0]!
      const others = candidates.filter(({ length }) => length > 0)
      if (others.length < 2) return others[0] ?? []
      return paths.filter((path) => others.some((list) => list.includes(path)))
    },
  }
}

function follow(path: Path, record: JsonObject, shape: Shape): Json | undefined {
  let found = memberOf(record, shape, path[0]!)
  for (let i = 1; i < path.length; i++) found = isObject(found) ? memberOf(found, shapeOf(found), path[i]!) : undefined
  return found
}

function memberOf(object: JsonObject, shape: Shape, name: string): Json | undefined {
  const key = shape.keyOf.get(name)
  return key === undefined ? undefined : at(object, key)
}

function candidatesOf(shape: Shape, paths: readonly Path[]): readonly Path[] {
  let candidates = shape.among.get(paths)
  if (candidates === undefined) {
    candidates = paths.filter(([first]) => shape.keyOf.has(first!))
    shape.among.set(paths, candidates)
  }
  return candidates
}

function shapeOf(object: JsonObject): Shape {
  const keys = Object.keys(object)
  const id = keys.join('\n')
  const known = shapes.get(id)
  // Keys that hold line ends may read like others joined; then they are fewer.
  if (known?.size === keys.length) return known
  const shape = { size: keys.length, keyOf: plainNames(keys), among: new Map() }
  if (id.length > MAX_SHAPE_LENGTH) return shape
  if (shapes.size >= MAX_SHAPES) shapes.clear()
  shapes.set(id, shape)
  return shape
}

function plainNames(keys: readonly string[]): Map<string, string> {
  const keyOf = new Map<string, string>()
  for (const key of keys) {
    const plain = key.length > MAX_KEY_LENGTH ? key : key.toLowerCase().replace(PUNCTUATION, '')
    if (!keyOf.has(plain)) keyOf.set(plain, key)
  }
  return keyOf
}
