import type { Json } from '../events/audit-event.ts'

export type JsonObject = { [key: string]: Json }

/** What names, ids and addresses are cut to: far above any real one, and short enough for any index. */
export const MAX_NAME_LENGTH = 512
/** What messages and reasons are cut to. `raw` always keeps the whole. */
export const MAX_PROSE_LENGTH = 4096

/** PostgreSQL stores neither NUL nor half a surrogate pair in text. */
const UNSTORABLE = /[\0\p{Cs}]/gu
/** CloudEvents 1.0, section 3.2, String: neither may stand in an attribute. */
const FORBIDDEN_IN_ATTRIBUTE = /[\p{Cc}\p{Cs}]/gu

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a path of own keys, or undefined: a key such as `__proto__` never reaches a prototype. */
export function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let found = value
  for (const key of path) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined
    found = found[key]
  }
  return found
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
  return text.replace(FORBIDDEN_IN_ATTRIBUTE, escaped)
}

/** The object without its undefined members. */
export function present<T extends object>(members: T): Present<T> {
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(members)) if (value !== undefined) kept[key] = value
  return kept as Present<T>
}

export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function shortened(value: Json | undefined, limit: number): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const text = value.length > limit ? `${value.slice(0, limit - 1)}…` : value
  return text.replace(UNSTORABLE, escaped)
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
