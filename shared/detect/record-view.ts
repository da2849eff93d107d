import type { Json } from '../events/audit-event.ts'
import type { FieldAliases, Place } from './aliases/field-aliases.ts'
import type { CaselessKeys } from './caseless-keys.ts'
import { type FieldPath, type Found, valuesAt } from './field-path.ts'
import { foldCase } from './pattern.ts'
import { Scalar, textOf } from './scalar.ts'

/** What a record holds under one field name. An object is there as its JSON text. */
export type FieldView = { exists: boolean; hasNull: boolean; scalars: readonly Scalar[] }

/** One value anywhere in a record; `path` is '' when the record is itself a bare text. */
export type Leaf = { path: string; scalar: Scalar }

const ABSENT: FieldView = { exists: false, hasNull: false, scalars: [] }

/**
 * A record as rules read it. Each field is looked up, and its letter case taken out, once however many rules ask. A
 * field that the record lacks is looked for where `aliases` say.
 */
export class RecordView {
  readonly record: Json
  readonly #aliases: FieldAliases | undefined
  #fields: Map<string, FieldView> | undefined
  #caseless: CaselessKeys | undefined
  #leaves: readonly Leaf[] | undefined
  #everything: string | undefined

  constructor(record: Json, aliases?: FieldAliases) {
    this.record = record
    this.#aliases = aliases
  }

  field(path: FieldPath): FieldView {
    this.#fields ??= new Map()
    let view = this.#fields.get(path.name)
    if (view === undefined) {
      view = this.glance(path)
      this.#fields.set(path.name, view)
    }
    return view
  }

  /** The same as `field`, not kept: for a look that few records get another of. */
  glance(path: FieldPath): FieldView {
    const found = valuesAt(this.record, path)
    if (found.exists) return fieldView(found)
    const elsewhere = this.#aliases && this.#elsewhere(this.#aliases, path.name)
    return elsewhere === undefined ? ABSENT : fieldView(elsewhere)
  }

  #elsewhere(aliases: FieldAliases, name: string): Found | undefined {
    for (const place of aliases.places(name)) {
      if (place.ignoreCase) this.#caseless ??= aliases.caselessKeys()
      const found = valuesAt(this.record, place.path, place.ignoreCase ? this.#caseless : undefined)
      const there = found.exists ? atPlace(place, found) : found
      if (there.exists) return there
    }
    return undefined
  }

  /** Every text, number and boolean of the record, in its order. */
  leaves(): readonly Leaf[] {
    this.#leaves ??= leavesOf(this.record)
    return this.#leaves
  }

  /** All leaves' folded texts as one, to rule out a keyword at once; a hit may still span two leaves. */
  everything(): string {
    this.#everything ??= foldCase(textsOf(this.record).join('\n'))
    return this.#everything
  }
}

function atPlace({ append, named }: Place, { exists, values }: Found): Found {
  if (append !== undefined) return { exists, values: values.map((value) => `${textOf(value)}${append}`) }
  if (named === undefined) return { exists, values }
  const [nameKey, valueKey] = named.keys
  const ofName = values.flatMap((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && value[nameKey] === named.name
      ? [value[valueKey] ?? null]
      : [],
  )
  return { exists: ofName.length > 0, values: ofName }
}

function fieldView({ exists, values }: Found): FieldView {
  if (values.length === 1 && values[0] !== null) return { exists, hasNull: false, scalars: [new Scalar(values[0]!)] }
  const known = values.filter((value) => value !== null)
  return { exists, hasNull: known.length < values.length, scalars: known.map((value) => new Scalar(value)) }
}

/** Walks with its own stack: a record may be nested deeper than the program's. */
function leavesOf(record: Json): Leaf[] {
  const leaves: Leaf[] = []
  const todo: { path: string; value: Json }[] = [{ path: '', value: record }]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { path, value } = next
    if (value === null) continue
    if (typeof value !== 'object') leaves.push({ path, scalar: new Scalar(value) })
    else {
      const entries = Object.entries(value)
      for (let i = entries.length - 1; i >= 0; i--) {
        const [key, member] = entries[i]!
        todo.push({ path: Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`, value: member })
      }
    }
  }
  return leaves
}

/** The leaves' texts alone, in any order. */
function textsOf(record: Json): string[] {
  const texts: string[] = []
  const todo: Json[] = [record]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') texts.push(next)
    else if (next === null) continue
    else if (typeof next !== 'object') texts.push(textOf(next))
    else if (Array.isArray(next)) for (const value of next) todo.push(value)
    else for (const key of Object.keys(next)) todo.push(next[key]!)
  }
  return texts
}
