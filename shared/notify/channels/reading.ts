import * as z from 'zod/mini'
import { checkTemplate } from '../templates/check-template.ts'
import type { Template } from '../templates/template.ts'
import type { ChannelContext, ChannelFault } from './parse-channel.ts'
import { readUrl, type SecretUrl } from './secret-url.ts'
import { Secret } from './types.ts'

export type Path = readonly (string | number)[]

/** Where a secret may stand: `FIELD` or `FIELD_file` of the entry, else `GLOBAL` or `GLOBAL_file` of `global`. */
export type Place = { field: string; global?: string }

/** What a header may hold. */
const HEADER = /^[\x20-\x7e]*$/

/** Reads one entry, gathering every fault rather than the first. */
export class Reading {
  readonly faults: ChannelFault[]
  readonly #entry: Readonly<Record<string, unknown>>
  readonly #context: ChannelContext
  readonly #path: Path

  constructor(
    entry: Readonly<Record<string, unknown>>,
    context: ChannelContext,
    { path = [], faults = [] }: { path?: Path; faults?: ChannelFault[] } = {},
  ) {
    this.#entry = entry
    this.#context = context
    this.#path = path
    this.faults = faults
  }

  fault(path: Path, reason: string): void {
    this.faults.push({ path: [...this.#path, ...path], reason })
  }

  /** The same for a part of the entry. */
  within(path: Path, part: Readonly<Record<string, unknown>>): Reading {
    return new Reading(part, this.#context, { path: [...this.#path, ...path], faults: this.faults })
  }

  /** The text of a file that is no secret. */
  file(field: string): string | undefined {
    const file = this.text({ field })
    return file === undefined ? undefined : this.#fileText([field], file)
  }

  /** What stands in `global`, unchecked. */
  global(name: string): unknown {
    return this.#context.globals[name]
  }

  /** A yes or no of the entry, else of `global`, else the default. */
  flag({ field, global }: Place, byDefault: boolean): boolean {
    const value = this.#entry[field] ?? (global === undefined ? undefined : this.#context.globals[global]) ?? byDefault
    if (typeof value === 'boolean') return value
    this.fault([field], `must be true or false${this.#entry[field] === undefined ? ` (global ${global})` : ''}`)
    return byDefault
  }

  /** The entry's own value, else that of `global`. */
  text({ field, global }: Place): string | undefined {
    const value = this.#entry[field] ?? (global === undefined ? undefined : this.#context.globals[global])
    if (value === undefined || value === null || value === '') return undefined
    if (typeof value === 'string') return value
    this.fault([field], `is no text${this.#entry[field] === undefined ? ` (global ${global})` : ''}`)
    return undefined
  }

  /**
   * A secret given inline or by a file; undefined when it isn't given, or can't be read, which is a fault.
   * @param inHeader whether it is sent in a header: one with a line break would never be
   */
  secret(place: Place, { inHeader = false } = {}): Secret | undefined {
    const text = this.#secretText(place)
    if (inHeader && text !== undefined && !HEADER.test(text)) this.fault([place.field], 'is no text for a header')
    return text === undefined ? undefined : new Secret(text)
  }

  /** The same, and it is a fault when it isn't given. */
  neededSecret(place: Place, { inHeader = false } = {}): Secret {
    const before = this.faults.length
    const secret = this.secret(place, { inHeader })
    if (secret === undefined && this.faults.length === before) this.fault([], missing(place))
    return secret ?? new Secret('')
  }

  /**
   * An address of http or https that must not be shown.
   * @param mayHaveUser whether a user and password may stand in it, which become its `authorization`
   */
  neededUrl(place: Place, { mayHaveUser = false } = {}): SecretUrl {
    const before = this.faults.length
    const text = this.#secretText(place)
    if (text !== undefined) return this.#url([place.field], text, mayHaveUser)
    if (this.faults.length === before) this.fault([], missing(place))
    return NOWHERE
  }

  /** The same, with an address to take when none is given. */
  url(place: Place, byDefault: string): SecretUrl {
    return this.#url([place.field], this.#secretText(place) ?? byDefault, false)
  }

  /** A user's template; undefined when there is none. @param html whether what comes of it is read as HTML */
  template(field: string, { html = false } = {}): Template | undefined {
    const source = this.text({ field })
    return source === undefined ? undefined : this.checked([field], source, html)
  }

  /** A template that stands elsewhere in the entry. */
  checked(path: Path, source: string, html = false): Template {
    const template = { source, partials: this.#context.templates ?? {} }
    const fault = checkTemplate(template, { html })
    if (fault !== undefined) this.fault(path, fault)
    return template
  }

  #url(path: Path, text: string, mayHaveUser: boolean): SecretUrl {
    const read = readUrl(text)
    if (typeof read === 'string') this.fault(path, read)
    else if (mayHaveUser || read.authorization === undefined) return read
    else this.fault(path, 'has a user or password, which is not sent to this kind')
    return NOWHERE
  }

  #secretText({ field, global }: Place): string | undefined {
    const own = this.#given(this.#entry, field, [])
    if (own !== undefined || global === undefined) return own?.text
    return this.#given(this.#context.globals, global, [field])?.text
  }

  /** @param shown the path to tell of, where it is not the field itself */
  #given(
    from: Readonly<Record<string, unknown>>,
    field: string,
    shown: Path,
  ): { text: string | undefined } | undefined {
    const inline = from[field] ?? ''
    const file = from[`${field}_file`] ?? ''
    const path = shown.length > 0 ? shown : [field]
    if (inline === '' && file === '') return undefined
    if (inline !== '' && file !== '') return this.#refused(path, `both ${field} and ${field}_file are given`)
    if (typeof inline !== 'string' || typeof file !== 'string') return this.#refused(path, 'is no text')
    return { text: inline === '' ? this.#fileText(path, file) : inline.trim() }
  }

  #fileText(path: Path, file: string): string | undefined {
    try {
      const text = this.#context.readFile(file).trim()
      if (text !== '') return text
      this.fault(path, `the file ${JSON.stringify(file)} is empty`)
    } catch (error) {
      this.fault(path, `the file ${JSON.stringify(file)} can't be read: ${error instanceof Error ? error.message : ''}`)
    }
    return undefined
  }

  #refused(path: Path, reason: string): { text: undefined } {
    this.fault(path, reason)
    return { text: undefined }
  }
}

/** Stands where an address is at fault; the entry is refused as a whole. */
const NOWHERE: SecretUrl = { origin: '', rest: new Secret('') }

function missing({ field, global }: Place): string {
  const byGlobal = global === undefined ? '' : `, nor ${global} in global`
  return `${field} is missing (${field} or ${field}_file${byGlobal})`
}

/** A secret's field and its file's, for the schema of a kind. */
export function secretFields<F extends string>(...names: F[]) {
  return Object.fromEntries(names.flatMap((name) => [name, `${name}_file`].map((field) => [field, optionalText])))
}

export const optionalText = z.optional(z.nullable(z.string()))
