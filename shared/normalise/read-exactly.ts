import type { Json } from '../events/audit-event.ts'
import { type JsonContainer, type Member, markHolder, rememberMembers } from '../events/exact.ts'
import { isExactNumber, numberEnd, stringEnd } from './scan-json.ts'

type Open = {
  value: JsonContainer
  members: Member[]
  /** Of the member whose value comes next. */
  key: string | undefined
  /** Whether the value loses something of its own members, and of those further in. */
  isLossy: boolean
  isHolder: boolean
}
type Token = { end: number; value: Json; source?: string }

const BETWEEN = /[\s,:]*/y
const WORD = /[a-z]+/y
const WORDS: Record<string, Json> = { true: true, false: false, null: null }
const OWN = { writable: true, enumerable: true, configurable: true }

/**
 * The value that `JSON.parse` gives for a text that it takes, each object and array with what it can't say remembered.
 * Several times slower. Keeps its own stack, for the text may nest at will.
 */
export function readExactly(text: string): Json {
  const stack: Open[] = []
  for (let position = after(BETWEEN, text, 0); ; position = after(BETWEEN, text, position)) {
    const character = text[position]
    if (character === '{' || character === '[') {
      stack.push({ value: character === '[' ? [] : {}, members: [], key: undefined, isLossy: false, isHolder: false })
      position++
      continue
    }
    const isEnd = character === '}' || character === ']'
    const token = isEnd ? { end: position + 1, value: close(stack) } : tokenAt(text, position)
    const around = stack.at(-1)
    if (around === undefined) return token.value
    if (!isEnd && isKey(around, character)) around.key = token.value as string
    else add(around, token)
    position = token.end
  }
}

function tokenAt(text: string, start: number): Token {
  const character = text[start] as string
  if (character === '"') {
    const end = stringEnd(text, start)
    return { end, value: JSON.parse(text.slice(start, end)) as string }
  }
  if (/[a-z]/.test(character)) {
    const end = after(WORD, text, start)
    return { end, value: WORDS[text.slice(start, end)] as Json }
  }
  const end = numberEnd(text, start)
  const source = text.slice(start, end)
  return isExactNumber(text, start, end) ? { end, value: Number(source) } : { end, value: Number(source), source }
}

function isKey({ value, key }: Open, character: string | undefined): boolean {
  return character === '"' && key === undefined && !Array.isArray(value)
}

function add(around: Open, { value, source }: Token): void {
  const { value: container, key = '' } = around
  around.members.push(source === undefined ? { key, value } : { key, value, source })
  around.key = undefined
  if (source !== undefined) around.isLossy = true
  if (Array.isArray(container)) container.push(value)
  else {
    if (Object.hasOwn(container, key)) around.isLossy = true
    if (key === '__proto__') Object.defineProperty(container, key, { value, ...OWN })
    else container[key] = value
  }
}

/** The finished container, taken off the stack; what is around it holds what it holds. */
function close(stack: Open[]): JsonContainer {
  const { value, members, isLossy, isHolder } = stack.pop() as Open
  if (!isLossy && !isHolder) return value
  if (isLossy) {
    if (!Array.isArray(value)) markLost(members)
    rememberMembers(value, members)
  }
  markHolder(value)
  const around = stack.at(-1)
  if (around !== undefined) around.isHolder = true
  return value
}

function markLost(members: readonly Member[]): void {
  const later = new Set<string>()
  for (const member of members.toReversed()) {
    if (later.has(member.key)) member.isLost = true
    later.add(member.key)
  }
}

function after(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position
  pattern.exec(text)
  return pattern.lastIndex
}
