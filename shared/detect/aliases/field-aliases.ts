import { CaselessKeys, Spellings } from '../caseless-keys.ts'
import { type FieldPath, parseFieldPath } from '../field-path.ts'
import type { Alias, AliasFields, AliasTable, NamedValue } from './alias.ts'

/** A path to try, and what to make of what is there. */
export type Place = {
  path: FieldPath
  ignoreCase: boolean
  append?: string
  named?: { name: string; keys: NamedValue }
}

/** Where else the fields of one log source are found, asked for by the names that rules use. */
export class FieldAliases {
  readonly #table: AliasTable
  readonly #fields: ReadonlyMap<string, readonly Alias[]>
  /** Only names of rules are asked for, so that this stays as small as they are few. */
  readonly #places = new Map<string, readonly Place[]>()
  #spellings = new Spellings()

  constructor(table: AliasTable, fields: AliasFields) {
    this.#table = table
    this.#fields = new Map(Object.entries(fields).map(([name, aliases]) => [this.#fold(name), aliases]))
  }

  /** The places to try, best first, for a field whose own path a record lacks. */
  places(name: string): readonly Place[] {
    let places = this.#places.get(name)
    if (places === undefined) {
      const aliases = this.#fields.get(this.#fold(name)) ?? []
      const own = this.#forms(name).filter((path) => this.#table.ignoreCase || path !== name)
      places = [...aliases.flatMap((alias) => this.#placesOf(alias)), ...own.map((path) => this.#place(path))]
      this.#places.set(name, places)
    }
    return places
  }

  /** For the keys of one record, where a place ignores their letter case. */
  caselessKeys(): CaselessKeys {
    if (this.#spellings.isFull) this.#spellings = new Spellings()
    return new CaselessKeys(this.#spellings)
  }

  #placesOf(alias: Alias): Place[] {
    if (typeof alias === 'string') return this.#forms(alias).map((path) => this.#place(path))
    if ('append' in alias) return [{ ...this.#place(alias.path), append: alias.append }]
    return [{ ...this.#place(alias.list), named: { name: alias.name, keys: alias.keys } }]
  }

  /** A path as it is, and with the wrapper or without. */
  #forms(path: string): string[] {
    const { wrapper } = this.#table
    if (wrapper === undefined) return [path]
    const prefix = `${wrapper}.`
    return [path, path.startsWith(prefix) ? path.slice(prefix.length) : prefix + path]
  }

  #place(path: string): Place {
    return { path: parseFieldPath(this.#fold(path)), ignoreCase: this.#table.ignoreCase }
  }

  #fold(name: string): string {
    return this.#table.ignoreCase ? name.toLowerCase() : name
  }
}
