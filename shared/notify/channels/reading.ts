import * as z from 'zod/mini'
import { checkTemplate } from '../templates/check-template.ts'
import type { Template } from '../templates/template.ts'
import type { ChannelContext, ChannelFault } from './parse-channel.ts'
import { Secret } from './types.ts'

export type Path = readonly (string | number)[]

/** An address that is a secret: of it only `origin`, which ends in a slash, may be shown. */
export type SecretUrl = { origin: string; rest: Secret; authorization?: Secret }

/** Where a secret may stand: `FIELD` or `FIELD_file` of the entry, else `GLOBAL` or `GLOBAL_file` of `global`. */
export type Place = { field: string; global?: string }

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

  /** A secret given inline or by a file; undefined when it isn't given, or can't be read, which is a fault. */
  secret(place: Place): Secret | undefined {
    const text = this.#secretText(place)
    return text === undefined ? undefined : new Secret(text)
  }

  /** The same, and it is a fault when it isn't given. */
  neededSecret(place: Place): Secret {
    const before = this.faults.length
    const secret = this.secret(place)
    if (secret === undefined && this.faults.length === before) this.fault([], missing(place))
    return secret ?? new Secret('')
  }

  /** An address of http or https that must not be shown. A user and password in it become basic authentication. */
  neededUrl(place: Place): SecretUrl {
    const before = this.faults.length
    const text = this.#secretText(place)
    if (text !== undefined) return this.#url([place.field], text)
    if (this.faults.length === before) this.fault([], missing(place))
    return NOWHERE
  }

  /** The same, with an address to take when none is given. */
  url(place: Place, byDefault: string): SecretUrl {
    return this.#url([place.field], this.#secretText(place) ?? byDefault)
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

  #url(path: Path, text: string): SecretUrl {
    const read = readUrl(text)
    if (typeof read !== 'string') return read
    this.fault(path, read)
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

/** @returns the reason when it is none; it never has the text */
export function readUrl(text: string): SecretUrl | string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return 'is no URL'
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be a URL of http or https'
  const { username, password } = url
  const origin = `${url.origin}/`
  const rest = new Secret(`${url.pathname}${url.search}`.slice(1))
  if (username === '' && password === '') return { origin, rest }
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    origin,
    rest,
    authorization: new Secret(`Basic ${Buffer.from(credentials).toString('base64')}`),
  }
}

function missing({ field, global }: Place): string {
  const byGlobal = global === undefined ? '' : `, nor ${global} in global`
  return `${field} is missing (${field} or ${field}_file${byGlobal})`
}

/** A secret's field and its file's, for the schema of a kind. */
export function secretFields<F extends string>(...names: F[]) {
  return Object.fromEntries(names.flatMap((name) => [name, `${name}_file`].map((field) => [field, optionalText])))
}

export const optionalText = z.optional(z.nullable(z.string()))
