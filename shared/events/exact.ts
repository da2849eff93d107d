import type { Json } from './audit-event.ts'

export type JsonContainer = Json[] | { [key: string]: Json }

/** One member of an object, or item of an array, as it was written. */
export type Member = {
  /** Empty for an item. */
  key: string
  value: Json
  /** The text of a number that no double holds. */
  source?: string
  /** Another member of the same key follows, so that the object has lost this one. */
  isLost?: boolean
}

/** Kept beside the values and not in them: all but a few records are plain JSON, and are read as such everywhere. */
const written = new WeakMap<object, readonly Member[]>()
const holders = new WeakSet<object>()

/** Remembers what a container can't say by itself. */
export function rememberMembers(container: JsonContainer, members: readonly Member[]): void {
  written.set(container, members)
}

/** Marks a container that has, at any depth, members to remember. */
export function markHolder(container: JsonContainer): void {
  holders.add(container)
}

/** Whether the text that a value was parsed from says more than it: an integer beyond 2^53, a repeated key. */
export function saysMore(value: Json): boolean {
  return typeof value === 'object' && value !== null && holders.has(value)
}

/** The members of a container as they were written, where it can't say them itself. */
export function writtenMembers(container: JsonContainer): readonly Member[] | undefined {
  return written.get(container)
}
