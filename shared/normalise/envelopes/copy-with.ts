import { markHolder, rememberMembers, saysMore, writtenMembers } from '../../events/exact.ts'
import type { JsonObject } from '../record.ts'

/** A copy of an item with further members, or others in their place; what it was written like is remembered. */
export function copyWith(item: JsonObject, more: JsonObject): JsonObject {
  const copy = { ...item, ...more }
  if (!saysMore(item)) return copy
  markHolder(copy)
  const kept = writtenMembers(item)?.filter(({ key }) => !Object.hasOwn(more, key))
  if (kept !== undefined)
    rememberMembers(copy, [...kept, ...Object.entries(more).map(([key, value]) => ({ key, value }))])
  return copy
}
