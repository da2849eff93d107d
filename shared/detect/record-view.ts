import type { Json } from '../events/audit-event.ts'
import type { FieldAliases, Place } from './aliases/field-aliases.ts'
import { CaselessKeys } from './caseless-keys.ts'
import { type FieldPath, type Found, valuesAt } from './field-path.ts'
import { jsonText } from './json-text.ts'
import { foldCase } from './pattern.ts'

/** One value of a field in every form a test may ask for. */
export type Scalar = {
  text: string
  /** The text with letter case taken out, as Sigma compares by default. */
  folded: string
  /** For a number, or a text that is one in decimal notation. */
  number?: number
}

/** What a record holds under one field name. An object is there as its JSON text. */
export type FieldView = { exists: boolean; hasNull: boolean; scalars: readonly Scalar[] }

/** One value anywhere in a record; `path` is '' when the record is itself a bare text. */
export type Leaf = { path: string; scalar: Scalar }

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const LONGEST_NUMBER = 40

/**
 * A record as rules read it. Each field is looked up, and its letter case taken out, once however many rules ask. A
 * field that the record lacks is looked for where `aliases` say.
 */
export class RecordView {
  readonly record: Json
  readonly #fields = new Map<string, FieldView>()
  readonly #aliases: FieldAliases | undefined
  readonly #caseless = new CaselessKeys()
  #leaves: readonly Leaf[] | undefined
  #everything: string | undefined

  constructor(record: Json, aliases?: FieldAliases) {
    this.record = record
    this.#aliases = aliases
  }

  field(path: FieldPath): FieldView {
    let view = this.#fields.get(path.name)
    if (view === undefined) {
      const found = valuesAt(this.record, path)
      view = fieldView(found.exists ? found : (this.#elsewhere(path.name) ?? found))
      this.#fields.set(path.name, view)
    }
    return view
  }

  #elsewhere(name: string): Found | undefined {
    for (const place of this.#aliases?.places(name) ?? []) {
      const found = atPlace(place, valuesAt(this.record, place.path, place.ignoreCase ? this.#caseless : undefined))
      if (found.exists) return found
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
    this.#everything ??= this.leaves()
      .map((leaf) => leaf.scalar.folded)
      .join('\n')
    return this.#everything
  }
}

function atPlace({ append, named }: Place, { exists, values }: Found): Found {
  if (append !== undefined) return { exists, values: values.map((value) => `${toScalar(value).text}${append}`) }
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
  const known = values.filter((value) => value !== null)
  return { exists, hasNull: known.length < values.length, scalars: known.map(toScalar) }
}

function toScalar(value: Json): Scalar {
  const text = typeof value === 'string' ? value : jsonText(value)
  const scalar: Scalar = { text, folded: foldCase(text) }
  const number = toNumber(value)
  if (number !== undefined) scalar.number = number
  return scalar
}

function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER || !DECIMAL.test(value)) return undefined
  return Number(value)
}

/** Walks with its own stack: a record may be nested deeper than the program's. */
function leavesOf(record: Json): Leaf[] {
  const leaves: Leaf[] = []
  const todo: { path: string; value: Json }[] = [{ path: '', value: record }]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { path, value } = next
    if (value === null) continue
    if (typeof value !== 'object') leaves.push({ path, scalar: toScalar(value) })
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
