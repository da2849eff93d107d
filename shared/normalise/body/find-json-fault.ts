export type JsonFault = { position: number; problem: string }

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end'

const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const SPACE = /[ \t\n\r]*/y
const QUOTE = 0x22
const BACKSLASH = 0x5c
const FIRST_PRINTABLE = 0x20

/**
 * Where a text stops being JSON (RFC 8259), or undefined when it is JSON. The engine's own messages differ from
 * version to version and often give no position. Keeps its own stack: the text may nest at will.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const closers: string[] = []
  let expected: Expected = 'value'
  let position = after(SPACE, text, 0) ?? 0
  for (;;) {
    const character = text[position]
    if (expected === ', or end' && closers.length === 0)
      return character === undefined ? undefined : { position, problem: 'expected the end' }
    if (character === undefined)
      return { position, problem: `the text ends where ${wanted(expected, closers)} was expected` }
    const end = accept(text, position, expected, closers)
    if (end === undefined) return faultAt(text, position, expected, closers)
    expected = next(character, expected, closers)
    position = after(SPACE, text, end) ?? end
  }
}

/** `line 3, column 14 (position 57)`; line and column count from 1, the position from 0, all in UTF-16 units. */
export function whereIs(text: string, position: number): string {
  const before = text.slice(0, position)
  const line = before.split('\n').length
  return `line ${line}, column ${position - before.lastIndexOf('\n')} (position ${position})`
}

/** The end of the token at `position`, or undefined when it can't stand there. Opens and closes containers. */
function accept(text: string, position: number, expected: Expected, closers: string[]): number | undefined {
  const character = text[position] as string
  const isClosing = expected === ', or end' || expected === 'value or ]' || expected === 'name or }'
  if (isClosing && character === closers.at(-1)) {
    closers.pop()
    return position + 1
  }
  if (expected === ':') return character === ':' ? position + 1 : undefined
  if (expected === ', or end') return character === ',' ? position + 1 : undefined
  if (character === '"') return stringEnd(text, position)
  if (expected === 'name' || expected === 'name or }') return undefined
  if (character !== '[' && character !== '{') return after(LITERAL, text, position)
  closers.push(character === '[' ? ']' : '}')
  return position + 1
}

function next(character: string, expected: Expected, closers: readonly string[]): Expected {
  if (expected === ':') return 'value'
  if (expected === 'name' || expected === 'name or }') return character === '}' ? ', or end' : ':'
  if (expected === ', or end') return character !== ',' ? ', or end' : closers.at(-1) === '}' ? 'name' : 'value'
  if (character === '[') return 'value or ]'
  return character === '{' ? 'name or }' : ', or end'
}

function stringEnd(text: string, start: number): number | undefined {
  const stop = stringStop(text, start)
  return text.charCodeAt(stop) === QUOTE ? stop + 1 : undefined
}

/** Where a string that starts at `start` ends or goes wrong. */
function stringStop(text: string, start: number): number {
  let position = start + 1
  for (;;) {
    const code = text.charCodeAt(position)
    if (code === BACKSLASH) {
      const end = after(ESCAPE, text, position)
      if (end === undefined) return position
      position = end
    } else if (code === QUOTE || !(code >= FIRST_PRINTABLE)) return position
    else position++
  }
}

function faultAt(text: string, position: number, expected: Expected, closers: readonly string[]): JsonFault {
  const character = text[position] as string
  if (character !== '"' || expected === ':' || expected === ', or end')
    return {
      position,
      problem: `unexpected ${JSON.stringify(character)} where ${wanted(expected, closers)} was expected`,
    }
  const stop = stringStop(text, position)
  if (stop >= text.length) return { position: stop, problem: 'the text ends inside a string' }
  const problem = text.charCodeAt(stop) === BACKSLASH ? 'unknown escape in a string' : 'control character in a string'
  return { position: stop, problem }
}

function wanted(expected: Expected, closers: readonly string[]): string {
  return expected === ', or end' ? `, or ${closers.at(-1)}` : expected
}

function after(pattern: RegExp, text: string, position: number): number | undefined {
  pattern.lastIndex = position
  return pattern.test(text) ? pattern.lastIndex : undefined
}
