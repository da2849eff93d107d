import type { Json } from './audit-event.ts'
import { type JsonContainer, type Member, saysMore, writtenMembers } from './exact.ts'

/** Deeper nesting is written without the engine's call stack. */
const MAX_CALLS = 200
/** Keys recur from record to record; a sender that never repeats one must not fill the memory. */
const MAX_KEYS = 8_192
const NEEDS_ESCAPES = /[^ !#-[\]-~\xa0-\ud7ff\ue000-\uffff]/

const quotedKeys = new Map<string, string>()

/**
 * JSON text with sorted keys and no spaces: equal records give equal text whatever order their keys came in. Numbers
 * and repeated keys as they were written.
 */
export function canonicalJson(value: Json): string {
  if (saysMore(value)) return write(value, true)
  const out = { text: '' }
  appendCanonical(value, 0, out)
  return out.text
}

/** What `JSON.stringify` gives, for nesting of any depth; numbers and repeated keys as they were written. */
export function deepJson(value: Json): string {
  return write(value, false)
}

/** The JSON that a value was parsed from, white space left out, where the value can't say the same. */
export function exactText(value: Json): string | undefined {
  return saysMore(value) ? write(value, false) : undefined
}

/** One text that grows is several times faster than texts of parts. */
function appendCanonical(value: Json, depth: number, out: { text: string }): void {
  if (typeof value === 'string') out.text += NEEDS_ESCAPES.test(value) ? JSON.stringify(value) : `"${value}"`
  else if (typeof value !== 'object' || value === null) out.text += String(value)
  else if (depth > MAX_CALLS) out.text += write(value, true)
  else if (Array.isArray(value)) {
    let separator = '['
    for (const item of value) {
      out.text += separator
      appendCanonical(item, depth + 1, out)
      separator = ','
    }
    out.text += value.length === 0 ? '[]' : ']'
  } else {
    let separator = '{'
    for (const key of sortedKeys(value)) {
      out.text += separator + quotedKey(key)
      appendCanonical(value[key] as Json, depth + 1, out)
      separator = ','
    }
    out.text += separator === '{' ? '{}' : '}'
  }
}

function quotedKey(key: string): string {
  const known = quotedKeys.get(key)
  if (known !== undefined) return known
  if (quotedKeys.size >= MAX_KEYS) quotedKeys.clear()
  const text = `${JSON.stringify(key)}:`
  if (key.length < 100) quotedKeys.set(key, text)
  return text
}

/** Few keys are sorted fastest by insertion, and many records have them in order already. */
function sortedKeys(object: { [key: string]: Json }): string[] {
  const keys = Object.keys(object)
  if (keys.length > 24) return keys.sort()
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] as string
    let place = next
    for (; place > 0 && (keys[place - 1] as string) > key; place--) keys[place] = keys[place - 1] as string
    keys[place] = key
  }
  return keys
}

type Frame = { entries: readonly Entry[]; isList: boolean; next: number }
type Entry = Pick<Member, 'key' | 'value' | 'source'>

/** Keeps its own stack, for a sender may nest deeper than the engine's call stack is. */
function write(root: Json, sorted: boolean): string {
  const parts: string[] = []
  const stack: Frame[] = []
  let entry: Entry = { key: '', value: root }
  for (;;) {
    const { value, source } = entry
    if (typeof value === 'object' && value !== null) stack.push(open(value, sorted, parts))
    else parts.push(source ?? JSON.stringify(value))
    let frame = stack.at(-1)
    while (frame !== undefined && frame.next >= frame.entries.length) {
      parts.push(frame.isList ? ']' : '}')
      stack.pop()
      frame = stack.at(-1)
    }
    if (frame === undefined) return parts.join('')
    entry = frame.entries[frame.next++] as Entry
    if (frame.next > 1) parts.push(',')
    if (!frame.isList) parts.push(quotedKey(entry.key))
  }
}

function open(container: JsonContainer, sorted: boolean, parts: string[]): Frame {
  const isList = Array.isArray(container)
  parts.push(isList ? '[' : '{')
  const entries = entriesOf(container)
  return { entries: sorted && !isList ? entries.sort(byKey) : entries, isList, next: 0 }
}

/** What was written of a member that has since been changed, such as a secret taken out, is no more. */
function entriesOf(container: JsonContainer): Entry[] {
  const members = writtenMembers(container)
  if (Array.isArray(container)) return container.map((value, index) => current('', value, members?.[index]?.source))
  if (members === undefined) return Object.keys(container).map((key) => ({ key, value: container[key] as Json }))
  return members.map((member) =>
    member.isLost === true ? member : current(member.key, container[member.key] as Json, member.source),
  )
}

function current(key: string, value: Json, source: string | undefined): Entry {
  return source !== undefined && typeof value === 'number' ? { key, value, source } : { key, value }
}

/** Stable: members of one key stay in the order they came. */
function byKey(one: Entry, other: Entry): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0
}
