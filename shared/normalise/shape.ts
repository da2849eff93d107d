import type { JsonObject } from './record.ts'

/** The keys of an object, in their order. Objects of the same keys share one, so that what is found out of it is known again. */
export type Shape = { readonly keys: readonly string[] }

/** Products write few shapes of record; a stranger who writes many finds the memory emptied. */
const MAX_SHAPES = 4_000
const MAX_LENGTH = 4_096

const shapes = new Map<string, Shape>()

/** The last one asked for: the steps that a record goes through ask for its shape one after the other. */
let last: { object: JsonObject; shape: Shape } | undefined

function shapeOf(object: JsonObject): Shape {
  if (last?.object === object) return last.shape
  const shape = findShape(object)
  last = { object, shape }
  return shape
}

function findShape(object: JsonObject): Shape {
  const keys = Object.keys(object)
  const id = keys.join('\n')
  const known = shapes.get(id)
  // Keys that hold line ends may read like others joined; then they are fewer.
  if (known?.keys.length === keys.length) return known
  const shape = { keys }
  if (id.length > MAX_LENGTH) return shape
  if (shapes.size >= MAX_SHAPES) shapes.clear()
  shapes.set(id, shape)
  return shape
}

/** A function of a shape that is worked out once for each. */
export function byShape<T>(workOut: (shape: Shape) => T): (object: JsonObject) => T {
  const known = new WeakMap<Shape, { result: T }>()
  return (object) => {
    const shape = shapeOf(object)
    let found = known.get(shape)
    if (found === undefined) {
      found = { result: workOut(shape) }
      known.set(shape, found)
    }
    return found.result
  }
}

/** Those of the choices that have a mark among the shape's keys, and those without marks. */
export function marked<T extends { marks?: readonly string[] }>(choices: readonly T[], { keys }: Shape): readonly T[] {
  return choices.filter(({ marks }) => marks === undefined || marks.some((mark) => keys.includes(mark)))
}
