import type { Json } from '../../events/audit-event.ts'
import { type Path, parsePath } from '../path.ts'
import { name } from '../record.ts'

/** Finds one value in a record; undefined where it has none. */
export type Field = (record: Json) => Json | undefined

const PLACEHOLDER = /\{([^{}]*)\}/g

/**
 * Reads how a field is found: a path, a list of paths of which the first with a value counts, `{value: constant}`, or
 * `{template: "{path} and {path}"}`.
 * @throws Error saying what it must be
 */
export function readField(given: unknown): Field {
  if (typeof given === 'string') return fieldAt(pathOf(given))
  if (Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === 'string'))
    return firstOf(given.map((one) => fieldAt(pathOf(one))))
  const [[kind, content] = [], ...more] = Object.entries(given ?? {})
  if (more.length === 0 && !Array.isArray(given)) {
    if (kind === 'value' && isScalar(content)) return () => content
    if (kind === 'template' && typeof content === 'string') return template(content)
  }
  throw new Error('must be a path, a list of paths, {value: …} or {template: "…{path}…"}')
}

/** The value at a path of keys and places in lists; `*` is the first member that leads on. */
export function follow(record: Json, path: Path): Json | undefined {
  let found: Json | undefined = record
  for (const [index, step] of path.entries()) {
    if (typeof found !== 'object' || found === null) return undefined
    if (step === '*') {
      const rest = path.slice(index + 1)
      return Object.values(found)
        .map((one) => follow(one, rest))
        .find((one) => one !== undefined && one !== null)
    }
    found = Object.hasOwn(found, step) ? (found as Record<string, Json>)[step] : undefined
  }
  return found
}

/** @throws Error */
export function pathOf(text: string): Path {
  try {
    return parsePath(text)
  } catch (fault) {
    throw new Error(`${JSON.stringify(text.slice(0, 100))} ${(fault as Error).message}`)
  }
}

export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function fieldAt(path: Path): Field {
  return (record) => follow(record, path) ?? undefined
}

function firstOf(fields: readonly Field[]): Field {
  return (record) => {
    for (const field of fields) {
      const value = field(record)
      if (value !== undefined && value !== '') return value
    }
    return undefined
  }
}

/** Without any of its parts it is nothing. */
function template(text: string): Field {
  const paths = [...text.matchAll(PLACEHOLDER)].map(([, path = '']) => pathOf(path))
  if (paths.length === 0) throw new Error('must have a path in braces in its template')
  const fields = paths.map(fieldAt)
  return (record) => {
    const parts = fields.map((field) => name(field(record)))
    if (parts.every((part) => part === undefined)) return undefined
    let next = 0
    return text.replace(PLACEHOLDER, () => parts[next++] ?? '')
  }
}
