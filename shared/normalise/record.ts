import type { Json } from '../events/audit-event.ts'

export type JsonObject = { [key: string]: Json }

/** What names, ids and addresses are cut to: far above any real one, and short enough for any index. */
export const MAX_NAME_LENGTH = 512
/** What messages and reasons are cut to. `raw` always keeps the whole. */
export const MAX_PROSE_LENGTH = 4096

/** PostgreSQL stores neither NUL nor half a surrogate pair in text; nearly no text has them. */
const UNSTORABLE = /[\0\p{Cs}]/gu
const PRINTABLE = /^[ -~]*$/
/** CloudEvents 1.0, section 3.2, String: neither may stand in an attribute. */
const FORBIDDEN_IN_ATTRIBUTE = /[\p{Cc}\p{Cs}]/gu

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a path of own keys, or undefined: a key such as `__proto__` never reaches a prototype. */
export function at(value: Json | undefined, first: string, ...further: string[]): Json | undefined {
  let found = own(value, first)
  for (const key of further) found = own(found, key)
  return found
}

/** What an object inherits is functions, and `__proto__`: looking for just these is far cheaper than asking `hasOwn`. */
function own(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const found = value[key]
  if (key === '__proto__') return Object.hasOwn(value, key) ? found : undefined
  return typeof found === 'function' ? undefined : found
}

/** A name as text: strings, numbers and booleans; blank ones and anything else are undefined. */
export function name(value: Json | undefined): string | undefined {
  return shortened(value, MAX_NAME_LENGTH)
}

/** A longer text: like `name`, cut later. */
export function prose(value: Json | undefined): string | undefined {
  return shortened(value, MAX_PROSE_LENGTH)
}

/** The text with what a CloudEvents attribute may not hold written as `\uXXXX`. */
export function attributeText(text: string): string {
  return PRINTABLE.test(text) ? text : text.replace(FORBIDDEN_IN_ATTRIBUTE, escaped)
}

/** The object without its undefined members. */
export function present<T extends object>(members: T): Present<T> {
  const kept: Record<string, unknown> = {}
  for (const key in members) if (members[key] !== undefined) kept[key] = members[key]
  return kept as Present<T>
}

export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function shortened(value: Json | undefined, limit: number): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const text = value.length > limit ? `${value.slice(0, limit - 1)}…` : value
  return text.isWellFormed() && !text.includes('\0') ? text : text.replace(UNSTORABLE, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
